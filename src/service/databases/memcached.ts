// Memcached: doc/protocol.txt of its source. `version` is answered with `VERSION text`, all that is unknown with `ERROR`.
import { ascii, latin1 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const VERSION = 'version\r\n';
const TOLD = /^(?:ERROR\r\n){0,20}VERSION (\d[\w.+-]{0,40})\r\n$/;
const REFUSED = /^(?:ERROR\r\n){1,20}$/;

export const memcached = defineService({
  name: 'memcached',
  title: 'Memcached',
  specification: 'memcached doc/protocol.txt',
  ports: [11211],
  hello: ascii(VERSION),

  read({ text, to }) {
    if (!text.startsWith('VERSION ') && !text.startsWith('ERROR\r\n')) return null;
    const version = TOLD.exec(text)?.[1];
    if (version !== undefined) return told(version);
    // Many say so; asked for its version on the same connection it tells.
    if (to === 'memcached' || !REFUSED.test(text)) return null;
    return { confidence: 0.4 };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.confidence === 1) return verdict;
    talk.send(VERSION);
    const version = TOLD.exec(latin1(await talk.receive()))?.[1];
    return version === undefined ? { confidence: 0 } : told(version);
  },
});

function told(version: string): Verdict {
  return {
    confidence: 1,
    product: 'Memcached',
    version,
    cpe: [cpeOf('memcached', 'memcached', version)],
    notes: [
      noLogin('answers without a password', 'bind it to the addresses that need it, switch UDP off, or use SASL'),
    ],
  };
}
