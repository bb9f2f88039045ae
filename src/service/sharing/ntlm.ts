// NTLMSSP ([MS-NLMP]): who is asked to begin it says the machine's names and the system's version, before any login.
//
//   2.2.1.1  NEGOTIATE  'NTLMSSP\0', type u32le 1, flags u32le, domain and workstation fields, version
//   2.2.1.2  CHALLENGE  type 2, 12 target name (length, most, offset), 20 flags, 40 target info fields, 48 version
//   2.2.2.1  AV_PAIR    id u16le, length u16le, value; 1 to 5 are names in UTF-16
//   2.2.2.10 VERSION    major u8, minor u8, build u16le
import { ascii, clean, concat, hex, u8, u16le, u32le } from '../bytes.ts';

const SIGNATURE = 'NTLMSSP\0';
const CHALLENGE = 2;
const SENDS_VERSION = 0x0200_0000;
const PAIRS_MOST = 16;
const NAMES = ['', 'netbiosName', 'netbiosDomain', 'dnsName', 'dnsDomain', 'dnsForest'] as const;

/** Flags: Unicode, OEM, request target, NTLM, always sign, extended security, version, 128, 56. */
export const NTLM_NEGOTIATE = concat(
  ascii(SIGNATURE),
  hex('01000000 078208a2 0000000000000000 0000000000000000 0a00614a0000000f'),
);

export interface NtlmFacts {
  readonly target: string;
  readonly names: Readonly<Record<string, string>>;
  /** `10.0.17763`; null where it sends none. */
  readonly version: string | null;
  readonly build: number;
}

/** The challenge that stands somewhere in an answer; null where there is none. */
export function challengeIn(bytes: Uint8Array): NtlmFacts | null {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(SIGNATURE, 0, 'latin1');
  if (at < 0) return null;
  const message = bytes.subarray(at);
  if (message.length < 48 || u32le(message, 8) !== CHALLENGE) return null;
  const hasVersion = (u32le(message, 20) & SENDS_VERSION) !== 0 && message.length >= 56;
  return {
    target: utf16(message, u32le(message, 16), u16le(message, 12)),
    names: namesOf(message, u32le(message, 44), u16le(message, 40)),
    version: hasVersion ? `${u8(message, 48)}.${u8(message, 49)}.${u16le(message, 50)}` : null,
    build: hasVersion ? u16le(message, 50) : 0,
  };
}

function namesOf(message: Uint8Array, begin: number, length: number): Record<string, string> {
  const names: Record<string, string> = {};
  const end = Math.min(begin + length, message.length);
  for (let at = begin, pairs = 0; at + 4 <= end && pairs < PAIRS_MOST; pairs++) {
    const id = u16le(message, at);
    const size = u16le(message, at + 2);
    if (id === 0) break;
    const name = NAMES[id];
    const value = name === undefined ? '' : utf16(message, at + 4, size);
    if (name !== undefined && value !== '') names[name] = value;
    at += 4 + size;
  }
  return names;
}

/** `length` bytes of little-endian UTF-16, cleaned; fewer where there are not so many. */
export function utf16(bytes: Uint8Array, at: number, length: number): string {
  if (at < 0 || length <= 0) return '';
  const part = bytes.subarray(at, Math.min(bytes.length, at + Math.min(length, 512)));
  return clean(Buffer.from(part.buffer, part.byteOffset, part.length).toString('utf16le'));
}

/** Windows by its build (Microsoft's release information). */
const BUILDS: readonly (readonly [number, number, string])[] = [
  [2600, 2600, 'Windows XP'],
  [3790, 3790, 'Windows Server 2003'],
  [6000, 6003, 'Windows Vista or Server 2008'],
  [7600, 7601, 'Windows 7 or Server 2008 R2'],
  [9200, 9200, 'Windows 8 or Server 2012'],
  [9600, 9600, 'Windows 8.1 or Server 2012 R2'],
  [14393, 14393, 'Windows 10 1607 or Server 2016'],
  [17763, 17763, 'Windows 10 1809 or Server 2019'],
  [10240, 19045, 'Windows 10'],
  [20348, 20348, 'Windows Server 2022'],
  [22000, 22631, 'Windows 11'],
  [25398, 25398, 'Windows Server 23H2'],
  [26100, 26100, 'Windows 11 24H2 or Server 2025'],
  [26200, 26200, 'Windows 11 25H2'],
];

/** Null where nobody knows the build: Samba says 6.1.0. */
export function windowsOf({ build }: NtlmFacts): string | null {
  return BUILDS.find(([from, to]) => build >= from && build <= to)?.[2] ?? null;
}

/** What a person wants to read of the names. */
export function ntlmHost({ names, target }: NtlmFacts): string | undefined {
  return names.dnsName ?? names.netbiosName ?? (target === '' ? undefined : target);
}
