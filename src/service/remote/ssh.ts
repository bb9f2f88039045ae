// SSH: RFC 4253. The server says its version and then its KEXINIT, which no imitation of a banner has.
//
//   4.2   SSH-protoversion-softwareversion SP comments CR LF, other lines may come before it
//   6     packet_length u32, padding_length u8, payload
//   7.1   KEXINIT: type 20, cookie 16 bytes, then ten name-lists (u32 length, names with commas between)
import { createHash } from 'node:crypto';
import { clean, textAt, u8, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { hostKeyOf } from './ssh-host-key.ts';

const VERSION_LINE = /(?:^|\n)SSH-(\d+\.\d+)-([^\r\n ]{1,120})(?: ([^\r\n]{1,120}))?\r?\n/;
const OURS = 'SSH-2.0-Portolan\r\n';
/** Of protocol 1 only. */
const OURS_FIRST = 'SSH-1.5-Portolan\n';
const PUBLIC_KEY = 2;
const KEXINIT = 20;
const LISTS = ['kex', 'hostKeys', 'ciphersIn', 'ciphersOut', 'macsIn', 'macsOut', 'compressionIn', 'compressionOut'];
const PACKET_MOST = 35_000;
const LIST_MOST = 4096;
/** RFC 9142, RFC 8332 (section 1), RFC 8758 and RFC 6151: SHA-1, RC4, MD5, CBC with a MAC after it, 1024-bit groups and keys. */
const WEAK =
  /^(diffie-hellman-group1-sha1|diffie-hellman-group-exchange-sha1|rsa1024-sha1|ssh-dss|ssh-rsa|arcfour.*|.*-cbc|hmac-md5.*|hmac-sha1-96.*|des.*)$/;

const WEAK_CODE = 'N_SSH_WEAK_ALGORITHMS';

/** Programs by what their softwareversion begins with. */
const PROGRAMS: readonly (readonly [RegExp, string, string, string])[] = [
  [/^OpenSSH_(\d[\w.]*)/, 'OpenSSH', 'openbsd', 'openssh'],
  [/^dropbear_(\d[\w.]*)/, 'Dropbear sshd', 'dropbear_ssh_project', 'dropbear_ssh'],
  [/^libssh_(\d[\w.]*)/, 'libssh', 'libssh', 'libssh'],
];

export const ssh = defineService({
  name: 'ssh',
  title: 'Secure Shell',
  specification: 'RFC 4253',
  ports: [22, 2222],
  greetsOn: [22],

  read({ text, bytes }) {
    const line = VERSION_LINE.exec(text);
    if (line === null) return null;
    const [, protocol, software, comment] = line;
    // A line alone anybody can print: what follows it makes it sure.
    const claim = {
      confidence: 0.7,
      ...programOf(software),
      info: infoOf(protocol, comment),
      ...osOf(comment),
      details: { banner: clean([software, comment].filter(Boolean).join(' '), 240) },
      ...(protocol.startsWith('1.') ? { notes: [FIRST_PROTOCOL] } : {}),
    };
    // Some begin the exchange at once (Dropbear), others when they have heard our version (OpenSSH).
    const lists = kexInitOf(bytes);
    return lists === null ? claim : withLists(claim, lists);
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const isFirst = /^protocol 1\.(?!99)/.test(verdict.info ?? '');
    if (isFirst) return await provedByKey(talk, verdict);
    talk.send(OURS);
    const lists = listsIn(verdict) ?? kexInitOf(await talk.receive((bytes) => kexInitOf(bytes) !== null));
    if (lists === null) return { ...verdict, contradiction: 'says it is SSH, and does not begin a key exchange' };
    const known = withLists(verdict, lists);
    const hostKey = await hostKeyOf(talk, lists);
    return hostKey === null ? known : { ...known, details: { ...known.details, hostKey } };
  },
});

/** Protocol 1 (its Internet draft): packet length u32, padding to 8, type u8 2: the server's public key. */
async function provedByKey(talk: Talk, verdict: Verdict): Promise<Verdict> {
  talk.send(OURS_FIRST);
  const bytes = await talk.receive((all) => all.length > 12);
  const length = u32(bytes, 0);
  const isKey = length > 100 && length < 4096 && u8(bytes, 4 + 8 - (length % 8)) === PUBLIC_KEY;
  return isKey ? { ...verdict, confidence: 1 } : { ...verdict, contradiction: 'says it is SSH, and shows no key' };
}

const FIRST_PROTOCOL: ServiceNote = {
  code: 'N_SSH_1',
  text: 'speaks protocol 1, which can be read and changed on its way',
  advice: 'take protocol 2 alone',
};

type Lists = Record<string, readonly string[]>;

function withLists(verdict: Verdict, lists: Lists): Verdict {
  const others = (verdict.notes ?? []).filter(({ code }) => code !== WEAK_CODE);
  const notes = [...others, ...weakOf(lists)];
  return {
    ...verdict,
    confidence: 1,
    details: { ...verdict.details, ...lists, hassh: hasshOf(lists) },
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function listsIn({ details }: Verdict): Lists | null {
  if (details?.kex === undefined) return null;
  return Object.fromEntries(LISTS.map((name) => [name, details[name] as readonly string[]]));
}

function programOf(software: string): Partial<Verdict> {
  for (const [pattern, product, vendor, name] of PROGRAMS) {
    const version = pattern.exec(software)?.[1];
    if (version !== undefined) return { product, version, cpe: [cpeOf(vendor, name, version)] };
  }
  const named = /^([A-Za-z][A-Za-z ]{1,40})[_-]?v?(\d[\w.]*)?/.exec(software);
  if (named === null) return {};
  return { product: clean(named[1]), ...(named[2] === undefined ? {} : { version: clean(named[2]) }) };
}

function infoOf(protocol: string, comment: string | undefined): string {
  return comment === undefined ? `protocol ${protocol}` : `protocol ${protocol}; ${clean(comment)}`;
}

function osOf(comment: string | undefined): Partial<Verdict> {
  const os = comment === undefined ? undefined : /^(Debian|Ubuntu|Raspbian|FreeBSD|NetBSD)/.exec(comment)?.[1];
  return os === undefined ? {} : { os };
}

/** The lists of the first KEXINIT in the bytes; null where there is none, or not all of it. */
function kexInitOf(bytes: Uint8Array): Lists | null {
  // The version line may still stand before it.
  for (let at = 0; at < Math.min(bytes.length - 6, 1024); at++) {
    const length = u32(bytes, at);
    if (length < 30 || length > PACKET_MOST || u8(bytes, at + 5) !== KEXINIT) continue;
    if (at + 4 + length > bytes.length) continue;
    const lists = listsFrom(bytes.subarray(0, at + 4 + length), at + 22);
    if (lists !== null) return lists;
  }
  return null;
}

function listsFrom(packet: Uint8Array, begin: number): Lists | null {
  const lists: Record<string, readonly string[]> = {};
  let at = begin;
  for (const name of LISTS) {
    const length = u32(packet, at);
    if (length > LIST_MOST || at + 4 + length > packet.length) return null;
    const names = textAt(packet, at + 4, length);
    if (!/^[\x21-\x7e]*$/.test(names)) return null;
    lists[name] = names === '' ? [] : names.split(',');
    at += 4 + length;
  }
  return lists.kex.length > 0 && lists.hostKeys.length > 0 ? lists : null;
}

/** MD5 over the server's methods in their order: the same build of the same program has the same. */
function hasshOf({ kex, ciphersOut, macsOut, compressionOut }: Record<string, readonly string[]>): string {
  const text = [kex, ciphersOut, macsOut, compressionOut].map((names) => names.join(',')).join(';');
  return createHash('md5').update(text).digest('hex');
}

function weakOf(lists: Record<string, readonly string[]>): ServiceNote[] {
  const weak = [...new Set(Object.values(lists).flat())].filter((name) => WEAK.test(name));
  if (weak.length === 0) return [];
  return [
    {
      code: WEAK_CODE,
      text: `offers ${weak.slice(0, 6).join(', ')}${weak.length > 6 ? ` and ${weak.length - 6} more` : ''}`,
      advice: 'take them out of KexAlgorithms, Ciphers, MACs and HostKeyAlgorithms',
    },
  ];
}
