// DNS over TCP and UDP: RFC 1035. Asked is what the program is: TXT of `version.bind` in the class CHAOS (RFC 4892).
//
//   TCP      length u16 before each message (4.2.2)
//   header   id u16, flags u16 (QR 8000, opcode 7800, RA 0080, RCODE 000f), counts u16: questions, answers, 2 more (4.1.1)
//   question name, type u16, class u16; answer: name, type, class, TTL u32, length u16, data (4.1.2, 4.1.3)
import { dnsRoot, dnsVersion, DNS_ID as ID } from '../../probe/udp/directory/dns.ts';
import { ascii, be16, clean, concat, hex, stands, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';

const QR = 0x8000;
const RA = 0x0080;
const HEADER = 12;
const TXT = 16;
const CHAOS = 3;
const RCODES = ['', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED'];

/** Programs by how they name themselves. */
const PROGRAMS: readonly (readonly [RegExp, string, string, string])[] = [
  [/^(?:BIND |named )?(9\.\d{1,3}\.\d{1,3}(?:[a-zA-Z]+\d*)?(?:-[SP]\d+)?)/, 'ISC BIND', 'isc', 'bind'],
  [/^dnsmasq-(?:pi-hole-)?v?(\d[\w.]{0,20})/, 'dnsmasq', 'thekelleys', 'dnsmasq'],
  [/^unbound (\d[\w.]{0,20})/, 'Unbound', 'nlnetlabs', 'unbound'],
  [/^NSD (\d[\w.]{0,20})/, 'NSD', 'nlnetlabs', 'nsd'],
  [/^PowerDNS Recursor (\d[\w.]{0,20})/, 'PowerDNS Recursor', 'powerdns', 'recursor'],
  [
    /^PowerDNS Authoritative Server (\d[\w.]{0,20})/,
    'PowerDNS Authoritative Server',
    'powerdns',
    'authoritative_server',
  ],
  [/^Knot DNS (\d[\w.]{0,20})/, 'Knot DNS', 'nic', 'knot_dns'],
  [/^Knot Resolver,? (\d[\w.]{0,20})/, 'Knot Resolver', 'nic', 'knot_resolver'],
  [/^CoreDNS-(\d[\w.]{0,20})/, 'CoreDNS', 'coredns', 'coredns'],
  [/^Microsoft DNS (\d[\w.]{0,20})/, 'Microsoft DNS', 'microsoft', 'dns_server'],
];

/** `version.bind`: the name as it goes over the wire. */
const nameOf = (name: string): Uint8Array =>
  concat(...name.split('.').flatMap((label) => [Uint8Array.of(label.length), ascii(label)]), Uint8Array.of(0));
const questionOf = (name: string): Uint8Array => concat(nameOf(name), be16(TXT), be16(CHAOS));
const queryOf = (question: Uint8Array): Uint8Array => concat(be16(ID), hex('0000 0001 0000 0000 0000'), question);

const VERSION = dnsVersion.bytes.subarray(HEADER);
const ROOT = dnsRoot.bytes.subarray(HEADER);
const HOSTNAME = questionOf('hostname.bind');
const overTcp = (message: Uint8Array): Uint8Array => concat(be16(message.length), message);

export const dns = defineService({
  name: 'domain',
  title: 'Domain Name System',
  specification: 'RFC 1035',
  ports: [53],
  tlsPorts: [853],
  udpPorts: [53, 8600],
  udpYield: 1,
  hello: ({ proto }) => (proto === 'udp' ? dnsVersion.bytes : overTcp(dnsVersion.bytes)),
  yield: 3,

  read({ bytes, endpoint, to }: Reply): Verdict | null {
    const begin = endpoint.proto === 'udp' ? 0 : 2;
    const flags = u16(bytes, begin + 2);
    if (u16(bytes, begin) !== ID || (flags & QR) === 0 || (flags & 0x7800) !== 0) return null;
    if (bytes.length < begin + HEADER) return null;
    const length = begin === 0 ? bytes.length : u16(bytes, 0);
    if (length < HEADER || length > 4096) return null;
    if (bytes.length < begin + length) return { confidence: 0.7, more: true };
    const message = bytes.subarray(begin, begin + length);
    const questions = u16(message, 4);
    // The scan's second question over UDP is for the root.
    if (begin === 0 && questions === 1 && stands(message, ROOT, HEADER)) return rootOf(flags);
    const isOurs = questions === 1 && stands(message, VERSION, HEADER);
    // A refusal may leave the question out; then our own id alone speaks for it.
    if (!isOurs && (questions !== 0 || (flags & 0xf) === 0)) return null;
    const recursion = (flags & RA) !== 0 ? 'recursion available' : undefined;
    const text = textOf(message, VERSION);
    if (text === null) {
      const refused = RCODES[flags & 0xf] ?? `rcode ${flags & 0xf}`;
      const info = [refused === '' ? 'says no version' : `version: ${refused}`, recursion].filter(Boolean).join('; ');
      return { confidence: isOurs ? 0.95 : to === 'domain' ? 0.85 : 0.5, info };
    }
    const named = programOf(text);
    // Packages add their own number: `9.18.33-1~deb12u2-Debian`.
    const packaged = /-(\d[\w.~+-]{0,40})$/.exec(text)?.[1];
    const info = [named.product === 'ISC BIND' ? packaged : undefined, recursion].filter(Boolean).join('; ');
    return { confidence: 1, ...named, ...(info === '' ? {} : { info }) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (talk.endpoint.proto === 'udp') return verdict;
    talk.send(overTcp(queryOf(HOSTNAME)));
    const bytes = await talk.receive((came) => came.length >= 2 && came.length >= 2 + u16(came, 0));
    const hostname = u16(bytes, 2) === ID ? textOf(bytes.subarray(2), HOSTNAME) : null;
    return hostname === null || hostname === '' ? verdict : { ...verdict, hostname: clean(hostname) };
  },
});

function rootOf(flags: number): Verdict {
  const rcode = RCODES[flags & 0xf] ?? `rcode ${flags & 0xf}`;
  const info = [rcode === '' ? undefined : rcode, (flags & RA) !== 0 ? 'recursion available' : undefined];
  return { confidence: 0.95, info: info.filter(Boolean).join('; ') };
}

/** The text of the first answer where it is a TXT record; null where there is none. */
function textOf(message: Uint8Array, question: Uint8Array): string | null {
  if (u16(message, 6) === 0 || !stands(message, question, HEADER)) return null;
  const at = afterName(message, HEADER + question.length);
  if (at < 0 || u16(message, at) !== TXT) return null;
  const length = u16(message, at + 8);
  const end = at + 10 + length;
  if (length === 0 || end > message.length) return null;
  let text = '';
  for (let part = at + 10; part < end; part += 1 + u8(message, part)) {
    text += textAt(message, part + 1, Math.min(u8(message, part), end - part - 1));
  }
  return text;
}

/** Where the name at `at` ends: with a zero label, or a pointer (4.1.4). -1: it does not. */
function afterName(message: Uint8Array, begin: number): number {
  for (let at = begin; at < message.length; at += 1 + u8(message, at)) {
    if (u8(message, at) === 0) return at + 1;
    if (u8(message, at) >= 0xc0) return at + 2;
  }
  return -1;
}

function programOf(text: string): Partial<Verdict> {
  const os = /(Debian|Ubuntu|RedHat|FreeBSD)/.exec(text)?.[1];
  const details = { details: { 'version.bind': clean(text) }, ...(os === undefined ? {} : { os }) };
  for (const [pattern, product, vendor, name] of PROGRAMS) {
    const version = pattern.exec(text)?.[1];
    if (version === undefined) continue;
    return { product, version, cpe: [cpeOf(vendor, name, version)], ...details };
  }
  const named = /^([A-Za-z][A-Za-z -]{1,40}?)[ /_-]v?(\d[\w.]{0,20})$/.exec(text);
  return named === null ? details : { product: named[1], version: named[2], ...details };
}
