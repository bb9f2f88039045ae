// XMPP: RFC 6120. Both sides open a stream of XML (section 4.2); errors come inside one, too (section 4.9).
//
//   <stream:stream xmlns='jabber:client' | 'jabber:server' from='...' id='...'> <stream:features> ... | <stream:error> ...
import { ascii, clean, latin1 } from '../bytes.ts';
import { defineService, type Endpoint, type Reply, type ServiceNote, type Verdict } from '../service.ts';
import { ask } from '../talk/ask.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { plainTextLogin } from '../words/login-notes.ts';

const OPEN = /^\s{0,8}(?:<\?xml [^>]{0,100}\?>\s{0,8})?<(?:stream:stream|open)\s([^>]{1,1000})>/;
/** RFC 2606 section 2: it never exists. */
const NOBODY = 'host.invalid';
const END = /<\/stream:(features|error|stream)>|<stream:features\s*\/>/;
/** XEP-0115: servers name their program in their features; texts of errors are their own, too. */
const PROGRAMS: readonly (readonly [RegExp, string])[] = [
  [/node=['"]https?:\/\/prosody\.im|This (?:server|host) does not serve /, 'Prosody'],
  [/node=['"]https?:\/\/www\.process-one\.net\/en\/ejabberd/, 'ejabberd'],
  [/node=['"]https?:\/\/(?:www\.)?igniterealtime\.org/, 'Openfire'],
  [/node=['"]https?:\/\/(?:www\.)?tigase\./, 'Tigase'],
];

function openTo(host: string, kind: 'client' | 'server'): string {
  return `<?xml version='1.0'?><stream:stream to='${host}' xmlns='jabber:${kind}' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`;
}

const hostOf = ({ name, ip }: Endpoint): string => (name ?? ip).replace(/[^\w.:-]/g, '');

export const xmpp = defineService({
  name: 'xmpp-client',
  title: 'Extensible Messaging and Presence Protocol',
  specification: 'RFC 6120',
  ports: [5222, 5269],
  tlsPorts: [5223, 5270],
  startTls: true,
  hello: (endpoint) => ascii(openTo(hostOf(endpoint), endpoint.port === 5269 ? 'server' : 'client')),

  read({ text, sent }: Reply): Verdict | null {
    const open = OPEN.exec(text);
    if (open === null || !text.includes('http://etherx.jabber.org/streams') || sent === null) return null;
    const [, attributes] = open;
    const kind = attribute(attributes, 'xmlns');
    const from = attribute(attributes, 'from');
    const mechanisms = [...text.matchAll(/<mechanism>([\w-]{1,40})<\/mechanism>/g)]
      .slice(0, 24)
      .map(([, name]) => name);
    const condition = /<stream:error[^>]{0,80}>\s{0,8}<([a-z-]{3,40})\b/.exec(text)?.[1];
    const program = PROGRAMS.find(([pattern]) => pattern.test(text))?.[1];
    return {
      ...(kind === 'jabber:server' ? { service: 'xmpp-server' } : {}),
      confidence: 0.95,
      ...(program === undefined ? {} : { product: program }),
      // Some say our own word back.
      ...(from === undefined || latin1(sent).includes(`to='${from}'`) ? {} : { hostname: from }),
      ...(condition === undefined ? {} : { info: condition }),
      details: { mechanisms, starttls: text.includes('urn:ietf:params:xml:ns:xmpp-tls') },
      ...(END.test(text) ? {} : { more: true }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    // Refused: it told for which host it is, or it was other words than a stream's that it refused.
    const found = verdict.info !== undefined ? await askByName(talk, verdict) : await further(talk, verdict);
    return found.product === undefined ? await askAsStranger(talk, found) : found;
  },
});

/** Features are told to who asks for the right host. */
async function askByName(talk: Talk, verdict: Verdict): Promise<Verdict> {
  const fresh = await talk.again();
  if (fresh === null) return verdict;
  const again = await open(fresh, verdict, verdict.hostname ?? hostOf(talk.endpoint));
  const known = again === null ? verdict : { ...verdict, ...again };
  const result = again === null || again.info !== undefined ? sureOf(known) : await further(fresh, known);
  fresh.close();
  return result;
}

/** Whoever is asked for a host that is nobody's refuses in words of its own. */
async function askAsStranger(talk: Talk, verdict: Verdict): Promise<Verdict> {
  const fresh = await talk.again();
  if (fresh === null) return verdict;
  const product = (await open(fresh, verdict, NOBODY))?.product;
  fresh.close();
  return product === undefined ? verdict : sureOf({ ...verdict, product });
}

/** What a stream to `host` is answered, a stream of the same kind. */
async function open(talk: Talk, { service }: Verdict, host: string): Promise<Verdict | null> {
  const words = openTo(host, service === 'xmpp-server' ? 'server' : 'client');
  const text = await ask(talk, words, (all) => END.test(all));
  const { endpoint } = talk;
  return xmpp.read({ bytes: ascii(text), text, sent: ascii(words), to: 'xmpp-client', closed: false, endpoint });
}

const sureOf = (verdict: Verdict): Verdict => ({ ...verdict, confidence: verdict.product === undefined ? 0.95 : 1 });

async function further(talk: Talk, verdict: Verdict): Promise<Verdict> {
  const { mechanisms, starttls } = verdict.details as { mechanisms: readonly string[]; starttls: boolean };
  const notes: ServiceNote[] =
    talk.tls === null && mechanisms.includes('PLAIN')
      ? [plainTextLogin('require TLS before SASL PLAIN (c2s_require_encryption in Prosody)')]
      : [];
  let facts = null;
  if (starttls && talk.tls === null) {
    const answer = await ask(talk, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", (text) => text.includes('>'));
    if (/^\s*<proceed\b/.test(answer)) facts = await goOnInTls(talk);
  }
  return {
    ...sureOf(verdict),
    details: { mechanisms, ...(facts ?? { starttls }) },
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function attribute(text: string, name: string): string | undefined {
  const value = new RegExp(`(?:^|\\s)${name}=(?:'([^']{1,255})'|"([^"]{1,255})")`).exec(text);
  return value === null ? undefined : clean(value[1] ?? value[2]);
}
