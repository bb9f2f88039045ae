// Memcached: doc/protocol.txt of its source. `version` is answered with `VERSION text`, all that is unknown with `ERROR`.
// Over UDP a frame header stands before it: id u16, number u16, how many u16, 0 u16.
import { MEMCACHED_ID as ID, memcached as question } from '../../probe/udp/databases/memcached.ts';
import { ascii, latin1, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const VERSION = 'version\r\n';
const FRAME = 8;
const TOLD = /^(?:ERROR\r\n){0,20}VERSION (\d[\w.+-]{0,40})\r\n$/;
const REFUSED = /^(?:ERROR\r\n){1,20}$/;

export const memcached = defineService({
  name: 'memcached',
  title: 'Memcached',
  specification: 'memcached doc/protocol.txt',
  ports: [11211],
  udpPorts: [11_211],
  udpYield: 8,
  hello: ({ proto }) => (proto === 'udp' ? question.bytes : ascii(VERSION)),

  read({ text, bytes, to, endpoint }) {
    if (endpoint.proto === 'udp') {
      // One datagram of one, and nothing reserved.
      if (u16(bytes, 0) !== ID || u32(bytes, 2) !== 1 || u16(bytes, 6) !== 0) return null;
      const version = TOLD.exec(text.slice(FRAME))?.[1];
      return version === undefined ? null : overUdp(told(version));
    }
    if (!text.startsWith('VERSION ') && !text.startsWith('ERROR\r\n')) return null;
    const version = TOLD.exec(text)?.[1];
    if (version !== undefined) return told(version);
    // Many say so; asked for its version on the same connection it tells.
    if (to === 'memcached' || !REFUSED.test(text)) return null;
    return { confidence: 0.4 };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.confidence === 1 || talk.endpoint.proto === 'udp') return verdict;
    talk.send(VERSION);
    const version = TOLD.exec(latin1(await talk.receive()))?.[1];
    return version === undefined ? { confidence: 0 } : told(version);
  },
});

function overUdp(verdict: Verdict): Verdict {
  const amplifier = {
    code: 'N_UDP_AMPLIFIER' as const,
    text: 'answers datagrams of a few bytes with as much as it stores: it is used for attacks on others',
    advice: 'switch UDP off (-U 0)',
  };
  return { ...verdict, notes: [...(verdict.notes ?? []), amplifier] };
}

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
