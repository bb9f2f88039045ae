// NetBIOS over UDP (RFC 1001, RFC 1002): names that hosts register and keep (port 137), and datagrams (port 138), in which the browser
// service ([MS-BRWS] section 2.2) tells name, system and comment.
import { clean, cString, textAt, u8, u16, u32 } from '../../service/bytes.ts';
import { type Clue, clueOf } from '../clue.ts';
import { clueAbout, type HeardDatagram, type Statement, senderOf } from './heard.ts';

const SOURCE = 'netbios';
const NAME_PORT = 137;
/** RFC 1002 section 4.2.1.1: registration, refresh (two numbers are in use), registration of several addresses. */
const CLAIMS: ReadonlySet<number> = new Set([5, 8, 9, 15]);
const ANSWER = 0x8000;
const GROUP = 0x8000;
const HEADER = 12;
const ENCODED = 32;
const FULL_NAME = 34;
const NAME = 15;
/** Last bytes of names ([MS-NBTE] section 2.2.3). */
const [WORKSTATION, SERVER, CONTROLLERS, MASTER, ELECTIONS] = [0x00, 0x20, 0x1c, 0x1d, 0x1e];

interface NetbiosName {
  readonly name: string;
  readonly suffix: number;
}

export function heardNetbios(heard: HeardDatagram): readonly Statement[] {
  const clues = heard.to === NAME_PORT ? registered(heard) : announced(heard.bytes);
  return clueAbout(senderOf(heard), clues);
}

/** Half a byte a letter, from `A` (RFC 1001 section 14.1). */
function nameAt(bytes: Uint8Array, at: number): NetbiosName | null {
  if (u8(bytes, at) !== ENCODED || at + FULL_NAME > bytes.length) return null;
  const plain = new Uint8Array(NAME + 1);
  for (let k = 0; k <= NAME; k++) {
    const [high, low] = [u8(bytes, at + 1 + 2 * k) - 0x41, u8(bytes, at + 2 + 2 * k) - 0x41];
    if (high < 0 || high > 15 || low < 0 || low > 15) return null;
    plain[k] = (high << 4) | low;
  }
  const name = clean(textAt(plain, 0, NAME));
  return name === '' ? null : { name, suffix: plain[NAME] };
}

function registered({ bytes, ip }: HeardDatagram): readonly Clue[] {
  const flags = u16(bytes, 2);
  if ((flags & ANSWER) !== 0 || !CLAIMS.has((flags >> 11) & 15) || u16(bytes, 4) !== 1) return [];
  const name = nameAt(bytes, HEADER);
  if (name === null) return [];
  const record = HEADER + FULL_NAME + 4;
  const data = record + (u8(bytes, record) >= 0xc0 ? 2 : FULL_NAME) + 10;
  if (data + 6 > bytes.length || u32(bytes, data + 2) !== ip) return [];
  const isGroup = (u16(bytes, data) & GROUP) !== 0;
  return clueOfName(name, isGroup, 0.9);
}

function clueOfName({ name, suffix }: NetbiosName, isGroup: boolean, confidence: number): readonly Clue[] {
  const say = (about: Clue['about'], value: string): readonly Clue[] =>
    clueOf({ about, value, source: SOURCE, confidence });
  if (isGroup) {
    const domain = suffix === WORKSTATION || suffix === ELECTIONS || suffix === CONTROLLERS ? say('domain', name) : [];
    return suffix === CONTROLLERS ? [...domain, ...say('role', 'domain controller')] : domain;
  }
  if (suffix === MASTER) return say('domain', name);
  return suffix === WORKSTATION || suffix === SERVER ? say('name', name) : [];
}

/** Of a datagram to one, to a group or to all (RFC 1002 section 4.4.1). */
const DATAGRAMS: ReadonlySet<number> = new Set([0x10, 0x11, 0x12]);
const SOURCE_AT = 14;
const MAILSLOT = Buffer.from('\\MAILSLOT\\BROWSE\0', 'latin1');
/** Announcements of a host and of a group's master. */
const ANNOUNCES: ReadonlySet<number> = new Set([1, 15]);
const SERVER_TYPE = { unix: 0x800, ntServer: 0x8000, ntWorkstation: 0x1000 } as const;

function announced(bytes: Uint8Array): readonly Clue[] {
  if (!DATAGRAMS.has(u8(bytes, 0))) return [];
  const [from, to] = [nameAt(bytes, SOURCE_AT), nameAt(bytes, SOURCE_AT + FULL_NAME)];
  if (from === null) return [];
  const toGroup = to !== null && (to.suffix === MASTER || to.suffix === ELECTIONS || to.suffix === WORKSTATION);
  return [
    ...clueOfName(from, false, 0.9),
    ...(toGroup ? clueOf({ about: 'domain', value: to.name, source: SOURCE, confidence: 0.7 }) : []),
    ...announcement(bytes),
  ];
}

/** kind u8, count u8, every u32, name 16, version u8 u8, what it is u32le, browser 4, comment. */
function announcement(bytes: Uint8Array): readonly Clue[] {
  const slot = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(MAILSLOT);
  const at = slot + MAILSLOT.length;
  if (slot < 0 || at + 32 > bytes.length || !ANNOUNCES.has(u8(bytes, at))) return [];
  const name = clean(cString(bytes, at + 6, 16));
  const version = `${u8(bytes, at + 22) & 15}.${u8(bytes, at + 23)}`;
  const type = u8(bytes, at + 24) | (u8(bytes, at + 25) << 8);
  const text = clean(cString(bytes, at + 32, 43));
  const say = (clue: Omit<Clue, 'source'>): readonly Clue[] => clueOf({ ...clue, source: SOURCE });
  // Samba says a version of Windows, and that it is none.
  const isWindows =
    (type & SERVER_TYPE.unix) === 0 && (type & (SERVER_TYPE.ntServer | SERVER_TYPE.ntWorkstation)) !== 0;
  return [
    ...say({ about: 'name', value: name, confidence: 0.95, text }),
    ...(isWindows
      ? say({ about: 'os', value: `Windows NT ${version}`, family: 'windows', version, confidence: 0.8, text })
      : []),
    ...(isWindows && (type & SERVER_TYPE.ntServer) !== 0
      ? say({ about: 'kind', value: 'server', confidence: 0.6 })
      : []),
  ];
}
