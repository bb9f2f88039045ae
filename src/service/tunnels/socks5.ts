// SOCKS 5: RFC 1928 section 3. How one may log in is asked; nothing is ever connected to.
//
//   client   5, count u8, methods u8 each (0 none, 1 GSSAPI, 2 user and password, 80 to fe private)
//   server   5, method u8; ff: none of these
import { hex, latin1, u8 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { TOR } from './socks4.ts';

const METHODS: Readonly<Record<number, string>> = {
  0: 'none',
  1: 'GSSAPI',
  2: 'user and password',
  255: 'none of ours',
};
const NO_LOGIN: ServiceNote = {
  code: 'N_OPEN_PROXY',
  text: 'relays for clients without a login',
  advice: 'require a login, or allow only the addresses that need it',
};

export const socks5 = defineService({
  name: 'socks5',
  title: 'SOCKS 5 proxy',
  specification: 'RFC 1928',
  ports: [1080, 9050, 9150],
  hello: hex('05 03 00 01 02'),

  read({ bytes, to }): Verdict | null {
    const method = METHODS[u8(bytes, 1)];
    if (to !== 'socks5' || bytes.length !== 2 || u8(bytes, 0) !== 5 || method === undefined) return null;
    return {
      // Two bytes; `learn` has it choose once more.
      confidence: 0.75,
      info: `login: ${method}`,
      ...(method === 'none' ? { notes: [NO_LOGIN] } : {}),
    };
  },

  /** Of methods that nobody has it must choose none: who says the same to everything is no proxy. */
  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const other = await talk.again();
    if (other === null) return verdict;
    other.send(hex('05 01 fd'));
    const answer = await other.receive((bytes) => bytes.length >= 2);
    other.close();
    const refuses = u8(answer, 0) === 5 && u8(answer, 1) === 0xff && answer.length === 2;
    if (refuses)
      return { ...verdict, confidence: 0.95, ...((await isTor(talk)) ? { product: 'Tor SOCKS proxy' } : {}) };
    // Some close without a word, as RFC 1928 has the client do.
    if (answer.length === 0) return { ...verdict, confidence: 0.85 };
    return { ...verdict, confidence: 0.3, contradiction: 'accepts a login method that does not exist' };
  },
});

/** Tor tells who takes it for a web proxy. */
async function isTor(talk: Talk): Promise<boolean> {
  const other = await talk.again();
  if (other === null) return false;
  other.send('GET / HTTP/1.0\r\n\r\n');
  const answer = latin1(await other.receive());
  other.close();
  return TOR.test(answer);
}
