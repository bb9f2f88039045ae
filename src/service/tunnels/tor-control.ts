// Tor's control port: control-spec.txt, section 3.21. PROTOCOLINFO is answered before anybody has logged in, once a connection.
//
//   250-PROTOCOLINFO 1
//   250-AUTH METHODS=COOKIE,SAFECOOKIE COOKIEFILE="..."
//   250-VERSION Tor="0.4.9.11"
//   250 OK
import { ascii } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { askedAnew } from '../talk/asked-anew.ts';
import { cpeOf } from '../words/cpe.ts';

const INFO = /^250-PROTOCOLINFO \d{1,3}\r\n/;
const METHODS = /^250-AUTH METHODS=([A-Z,]{1,80})/m;
const VERSION = /^250-VERSION Tor="(\d[\w.-]{0,30})/m;
/** What it says to whoever takes it for a proxy. */
const NO_PROXY = /^HTTP\/1\.0 501 Tor ControlPort is not an HTTP proxy\r\n/;

export const torControl = defineService({
  name: 'tor-control',
  title: 'Tor control port',
  specification: 'control-spec.txt',
  ports: [9051],
  hello: ascii('PROTOCOLINFO 1\r\n'),

  read({ text }): Verdict | null {
    // Surer than HTTP, whose form it has.
    if (NO_PROXY.test(text)) return { confidence: 0.99, product: 'Tor' };
    if (!INFO.test(text)) return null;
    const version = VERSION.exec(text)?.[1];
    const methods = METHODS.exec(text)?.[1].split(',');
    const isOpen = methods?.includes('NULL') ?? false;
    return {
      confidence: version === undefined ? 0.9 : 1,
      product: 'Tor',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('torproject', 'tor', version)] }),
      ...(methods === undefined ? {} : { info: `login: ${methods.join(', ').toLowerCase()}`, details: { methods } }),
      ...(isOpen ? { notes: [OPEN] } : {}),
    };
  },

  async learn(talk, verdict): Promise<Verdict> {
    if (verdict.details !== undefined) return verdict;
    const own = await askedAnew(torControl, talk, (all) => Buffer.from(all).includes('250 OK\r\n'));
    return own === null ? verdict : { ...verdict, ...own.verdict };
  },
});

const OPEN = {
  code: 'N_NO_LOGIN',
  text: 'anybody may command this Tor',
  advice: 'set CookieAuthentication or HashedControlPassword, and bind it to 127.0.0.1',
} as const;
