// Gearman job server: its protocol document ("Gearman Protocol"), section "Administrative Protocol". Lines; what it does not know it
// answers with ERR and a code, spaces as +. Its number alone would be anybody's: a word that it does not know is said behind.
import { ascii } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const ANSWER =
  /^(?:(?:OK )?v?(\d[\w.]{0,20})(?:\+\w{1,10})?\r?\n)?ERR (?:UNKNOWN_COMMAND|unknown_command) Unknown\+(?:server\+)?command/;
const VERSION = /(?:^|\n)(?:OK )?v?(\d[\w.]{0,20})(\+\w{1,10})?\r?\n$/;
const STATUS = /^([^\t\n]{1,100})\t\d{1,10}\t\d{1,10}\t\d{1,10}$/;

export const gearman = defineService({
  name: 'gearman',
  title: 'Gearman job server',
  specification: 'Gearman Protocol',
  ports: [4730, 7003],
  hello: ascii('version\nportolan\n'),
  ownPortsOnly: true,

  read({ text }) {
    const answer = ANSWER.exec(text);
    if (answer === null) return null;
    const [, version] = answer;
    return { confidence: 0.7, ...(version === undefined ? {} : { version }) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const version = verdict.version ?? VERSION.exec(await ask(talk, 'version\n', (text) => text.endsWith('\n')))?.[1];
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
