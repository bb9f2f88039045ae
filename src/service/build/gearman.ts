// Gearman job server: its protocol document ("Gearman Protocol"), section "Administrative Protocol". Lines; what it does not know it
// answers with ERR and a code, spaces as +.
import { defineService, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const STATUS = /^([^\t\n]{1,100})\t\d{1,10}\t\d{1,10}\t\d{1,10}$/;

export const gearman = defineService({
  name: 'gearman',
  title: 'Gearman job server',
  specification: 'Gearman Protocol',
  ports: [4730, 7003],

  read({ text }) {
    return /^ERR (?:UNKNOWN_COMMAND|unknown_command) Unknown\+(?:server\+)?command/.test(text)
      ? { confidence: 0.7 }
      : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const answer = await ask(talk, 'version\n', (text) => text.endsWith('\n'));
    const version = /(?:^|\n)(?:OK )?v?(\d[\w.]{0,20})(\+\w{1,10})?\r?\n$/.exec(answer)?.[1];
    if (version === undefined) return verdict;
    const status = await ask(talk, 'status\n', (text) => /(?:^|\n)\.\r?\n$/.test(text));
    const functions = status.split('\n', 64).flatMap((line) => STATUS.exec(line)?.[1] ?? []);
    return {
      ...verdict,
      confidence: 1,
      product: 'Gearman job server',
      version,
      cpe: [cpeOf('gearman', 'gearman', version)],
      details: { functions },
      notes: [noLogin('takes jobs and commands from anybody', 'bind it to the loopback or filter its port')],
    };
  },
});
