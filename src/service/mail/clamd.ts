// ClamAV's clamd: the commands of clamd(8). What it does not know it answers with UNKNOWN COMMAND; VERSION is one it knows.
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

export const clamd = defineService({
  name: 'clamd',
  title: 'ClamAV daemon',
  specification: 'clamd(8)',
  ports: [3310],

  read({ text }) {
    return /^(UNKNOWN COMMAND|COMMAND UNAVAILABLE)\n/.test(text.slice(0, 32)) ? { confidence: 0.7 } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'nVERSION\n', (text) => text.endsWith('\n'));
    const version = /^ClamAV (\d[\w.-]{0,40})(?:\/(\d{1,8})\/([^\r\n]{1,60}))?/.exec(answer);
    if (version === null) return verdict;
    return {
      ...verdict,
      confidence: 1,
      product: 'ClamAV',
      version: version[1],
      cpe: [cpeOf('clamav', 'clamav', version[1])],
      ...(version[2] === undefined ? {} : { details: { signatures: Number(version[2]), of: clean(version[3]) } }),
      notes: [noLogin('takes commands from anybody, SHUTDOWN among them', 'bind it to a local socket or the loopback')],
    };
  },
});
