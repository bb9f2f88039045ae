// TeamSpeak 3 ServerQuery: the ServerQuery manual. It greets `TS3`, then a line of welcome; `version` needs no login.
//
// TeamSpeak 2's TCP query greets `[TS]`.
import { clean } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const OK = /(?:^|\n\r?)error id=\d{1,5} msg=\S{1,80}/;
const VERSION = /(?:^|\s)version=(\d[\w.]{0,30}) build=(\d{1,12}) platform=(\S{1,30})/;

export const teamspeak = defineService({
  name: 'teamspeak',
  title: 'TeamSpeak ServerQuery',
  specification: 'TeamSpeak 3 ServerQuery manual',
  ports: [10011, 51234],

  read({ text }): Verdict | null {
    if (/^TS3\n\r?/.test(text)) return { confidence: 0.7, product: 'TeamSpeak 3 server' };
    return /^\[TS\]\r\n/.test(text) ? { confidence: 0.7, product: 'TeamSpeak 2 server', complete: true } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send('version\n');
    const answer = Buffer.from(await talk.receive((bytes) => OK.test(Buffer.from(bytes).toString('latin1')))).toString(
      'latin1',
    );
    if (!OK.test(answer)) return { ...verdict, contradiction: 'greets like TeamSpeak, and does not answer version' };
    const told = VERSION.exec(answer);
    if (!talk.closed) talk.send('quit\n');
    if (told === null) return { ...verdict, confidence: 0.95 };
    const version = clean(told[1], 30);
    const cpe = [cpeOf('teamspeak', 'teamspeak3', version)];
    return { ...verdict, confidence: 1, version, info: `build ${told[2]}`, os: clean(told[3], 30), cpe };
  },
});
