// Beanstalkd: doc/protocol.txt of its source. What it does not know it answers with UNKNOWN_COMMAND; `stats` tells its version.
import { clean, latin1 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/notes.ts';

const REFUSED = /^(?:(?:UNKNOWN_COMMAND|BAD_FORMAT)\r\n){1,40}$/;
const STATS = /^OK \d{1,6}\r\n---\n[\s\S]{0,4000}?\nversion: "?([\w.+-]{1,40})"?\n/;

export const beanstalkd = defineService({
  name: 'beanstalkd',
  title: 'Beanstalkd',
  specification: 'beanstalkd doc/protocol.txt',
  ports: [11300],

  read({ text }) {
    if (!text.startsWith('UNKNOWN_COMMAND\r\n') && !text.startsWith('BAD_FORMAT\r\n')) return null;
    return REFUSED.test(text) ? { confidence: 0.6 } : null;
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    talk.send('stats\r\n');
    const text = latin1(await talk.receive((all) => latin1(all).endsWith('\r\n')));
    const version = STATS.exec(text)?.[1];
    if (version === undefined) return verdict;
    const host = /\nhostname: "?([\w.-]{1,200})"?\n/.exec(text)?.[1];
    const os = /\nos: "?([^"\n]{1,200})"?\n/.exec(text)?.[1];
    return {
      confidence: 1,
      product: 'beanstalkd',
      version,
      cpe: [cpeOf('beanstalkd', 'beanstalkd', version)],
      ...(host === undefined ? {} : { hostname: host }),
      ...(os === undefined ? {} : { os: clean(os) }),
      notes: [noLogin('bind it to the addresses that need it')],
    };
  },
});
