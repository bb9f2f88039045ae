// LDAP: RFC 4511. Asked is the root DSE (RFC 4512 section 5.1), which a server shows without a bind.
//
//   4.1.1  LDAPMessage   30 { 02 messageID, protocolOp }
//   4.5.1  SearchRequest 63 { 04 base, 0a scope, 0a deref, 02 size, 02 time, 01 typesOnly, 87 present filter, 30 attributes }
//   4.5.2  entry 64 { 04 name, 30 { 30 { 04 type, 31 { 04 value ... } } ... } }, done 65 { 0a code, 04 matched, 04 message }
//   4.4.1  notice of disconnection 78
//   4.14   StartTLS: ExtendedRequest 77 { 80 name }, response 78 { 0a code, ... }
//
// Over UDP ([MS-ADTS] 3.1.1.3.4: CLDAP) entry and end stand in one datagram, and a domain controller says who it is.
import { cldapNetlogon, cldapRootDse } from '../../probe/udp/directory/ldap.ts';
import { ascii, clean } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import type { TlsFacts } from '../talk/tls-facts.ts';
import { childrenOf, contentText, type Element, element, elementAt, smallInteger } from './ber.ts';
import { directoryOf } from './ldap-products.ts';
import { netlogonOf } from './netlogon.ts';

const ENTRY = 0x64;
const DONE = 0x65;
const EXTENDED = 0x78;
const OPERATIONS = new Set([0x61, ENTRY, DONE, 0x73, EXTENDED]);
const MESSAGES_MOST = 16;
const VALUES_MOST = 24;
const START_TLS = '1.3.6.1.4.1.1466.20037';
/** Naming contexts of which entries are asked for. */
const CONTEXTS_MOST = 3;

/** How far below its base a search goes, and how many entries it takes (RFC 4511 section 4.5.1.2, 4.5.1.4). */
interface Extent {
  readonly scope: number;
  readonly size: number;
}
const BASE: Extent = { scope: 0, size: 1 };
/** The base itself, and one entry more. */
const ONE_BELOW: Extent = { scope: 2, size: 2 };

const ATTRIBUTES = [
  'objectClass namingContexts defaultNamingContext rootDomainNamingContext dnsHostName serverName vendorName',
  'vendorVersion supportedLDAPVersion supportedSASLMechanisms supportedExtension domainControllerFunctionality',
  'isGlobalCatalogReady configContext',
].flatMap((line) => line.split(' '));

const octets = (text: string): Uint8Array => element(4, ascii(text));
const number = (tag: number, value: number): Uint8Array => element(tag, Uint8Array.of(value));

function search(id: number, base: string, attributes: readonly string[], { scope, size }: Extent): Uint8Array {
  const request = element(
    0x63,
    octets(base),
    number(0x0a, scope),
    number(0x0a, 0),
    number(2, size),
    number(2, 3),
    number(1, 0),
    element(0x87, ascii('objectClass')),
    element(0x30, ...attributes.map(octets)),
  );
  return element(0x30, number(2, id), request);
}

export const ldap = defineService({
  name: 'ldap',
  title: 'Lightweight Directory Access Protocol',
  specification: 'RFC 4511',
  ports: [389, 3268],
  tlsPorts: [636, 3269],
  startTls: true,
  udpPorts: [389],
  hello: ({ proto }) => (proto === 'udp' ? cldapRootDse.bytes : search(1, '', ATTRIBUTES, BASE)),
  yield: 7,

  read({ bytes, endpoint }) {
    const messages = messagesOf(bytes);
    if (messages === null) return null;
    const entry = messages.find(({ tag }) => tag === ENTRY);
    const isDone = messages.some(({ tag }) => tag !== ENTRY);
    if (entry === undefined) return messages.length > 0 ? { confidence: 0.9, ...refusalOf(bytes, messages[0]) } : null;
    const attributes = attributesOf(bytes, entry);
    const logon = netlogonOf(bytes, attributeElements(bytes, entry));
    if (logon !== null) return { confidence: 1, ...logon };
    const hostname = attributes.get('dnshostname')?.[0];
    return {
      confidence: 1,
      ...directoryOf(attributes),
      ...(hostname === undefined ? {} : { hostname }),
      details: Object.fromEntries(attributes),
      ...(isDone || endpoint.proto === 'udp' ? {} : { more: true }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (talk.endpoint.proto === 'udp') return askController(talk, verdict);
    if (verdict.details === undefined) return verdict;
    const notes: ServiceNote[] = [];
    const values = (name: string): readonly string[] => (verdict.details?.[name] ?? []) as readonly string[];
    if (talk.tls === null && !values('supportedextension').includes(START_TLS)) {
      notes.push({
        code: 'N_LDAP_PLAIN_TEXT',
        text: 'offers no StartTLS: passwords of simple binds go over the network in the clear',
        advice: 'give it a certificate and refuse simple binds without TLS',
      });
    }
    const contexts = [...new Set([...values('defaultnamingcontext'), ...values('namingcontexts')])];
    const shown = await entryShown(talk, contexts.slice(0, CONTEXTS_MOST));
    if (shown !== null) {
      notes.push({
        code: 'N_LDAP_ANONYMOUS',
        text: `shows ${shown} to whoever asks, without a bind`,
        advice: 'let only authenticated users read the directory (olcRequires: authc, or ACLs)',
      });
    }
    const inside = talk.tls === null && values('supportedextension').includes(START_TLS) ? await startTls(talk) : null;
    return {
      ...verdict,
      details: { ...verdict.details, ...inside },
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
});

/**
 * The first entry below one of the contexts that is shown without a bind. The root DSE and the context's own entry, which many
 * leave readable on purpose, say nothing of what is kept there. No attributes are asked for (RFC 4511 section 4.5.1.8).
 */
async function entryShown(talk: Talk, contexts: readonly string[]): Promise<string | null> {
  for (const context of contexts) {
    talk.send(search(2, context, ['1.1'], ONE_BELOW));
    const answer = await talk.receive((bytes) => messagesOf(bytes)?.some(({ tag }) => tag === DONE) ?? false);
    const names = (messagesOf(answer) ?? [])
      .filter(({ tag }) => tag === ENTRY)
      .map((entry) => nameOf(answer, entry))
      .filter((name) => name !== '' && name.toLowerCase() !== context.toLowerCase());
    if (names.length > 0) return names[0]!;
  }
  return null;
}

function nameOf(bytes: Uint8Array, entry: Element): string {
  const name = childrenOf(bytes, entry)[0];
  return name === undefined ? '' : clean(contentText(bytes, name), 120);
}

async function startTls(talk: Talk): Promise<{ readonly starttls: TlsFacts } | null> {
  talk.send(element(0x30, number(2, 3), element(0x77, element(0x80, ascii(START_TLS)))));
  const answer = await talk.receive((bytes) => messagesOf(bytes) !== null);
  const response = messagesOf(answer)?.find(({ tag }) => tag === EXTENDED);
  const isAgreed = response !== undefined && smallInteger(answer, childrenOf(answer, response)[0]) === 0;
  return isAgreed ? await goOnInTls(talk) : null;
}

/** A controller says more of itself than its root DSE does; nobody else knows what it is asked. */
async function askController(talk: Talk, verdict: Verdict): Promise<Verdict> {
  if (verdict.details?.domaincontrollerfunctionality === undefined) return verdict;
  talk.send(cldapNetlogon.bytes);
  const bytes = await talk.receive();
  const entry = messagesOf(bytes)?.find(({ tag }) => tag === ENTRY);
  const logon = entry === undefined ? null : netlogonOf(bytes, attributeElements(bytes, entry));
  if (logon === null) return verdict;
  return { ...logon, ...verdict, details: { ...verdict.details, ...logon.details } };
}

/** The operations of the messages that stand in the bytes, whole ones; null where the first is none of LDAP's. */
function messagesOf(bytes: Uint8Array): Element[] | null {
  const operations: Element[] = [];
  for (let at = 0; at < bytes.length && operations.length < MESSAGES_MOST; ) {
    const message = elementAt(bytes, at);
    if (message === null || message.tag !== 0x30) break;
    const id = elementAt(bytes, message.begin, message.end);
    if (id === null || id.tag !== 2 || smallInteger(bytes, id) < 0) break;
    const operation = elementAt(bytes, id.end, message.end);
    if (operation === null || !OPERATIONS.has(operation.tag)) break;
    if (operation.tag !== ENTRY && childrenOf(bytes, operation)[0]?.tag !== 0x0a) break;
    operations.push(operation);
    at = message.end;
  }
  return operations.length > 0 ? operations : null;
}

function attributeElements(bytes: Uint8Array, entry: Element): Element[] {
  const list = childrenOf(bytes, entry)[1];
  return list === undefined ? [] : childrenOf(bytes, list);
}

function attributesOf(bytes: Uint8Array, entry: Element): Map<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  for (const attribute of attributeElements(bytes, entry)) {
    const [type, set] = childrenOf(bytes, attribute);
    if (type === undefined || set === undefined) continue;
    const values = childrenOf(bytes, set, VALUES_MOST).map((value) => clean(contentText(bytes, value)));
    attributes.set(clean(contentText(bytes, type), 60).toLowerCase(), values);
  }
  return attributes;
}

function refusalOf(bytes: Uint8Array, operation: Element): Partial<Verdict> {
  const [code, , message] = childrenOf(bytes, operation);
  const words = message === undefined ? '' : clean(contentText(bytes, message), 80);
  const result = smallInteger(bytes, code);
  if (result === 0) return {};
  return { info: words === '' ? `result ${result}` : words };
}
