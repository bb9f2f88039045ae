// Messages in the form of DNS (RFC 1035 section 4.1), as its neighbours use it: mDNS, LLMNR.
import { clean, textAt, u8, u16, u32 } from '../bytes.ts';

const HEADER = 12;
const HOPS_MOST = 64;
const LABELS_MOST = 32;
const RECORDS_MOST = 128;
const NAME_MOST = 255;

export const PTR = 12;
export const TXT = 16;
export const SRV = 33;

export interface DnsRecord {
  readonly name: string;
  readonly type: number;
  /** Where its data stands, and how long it is. */
  readonly at: number;
  readonly length: number;
}

export interface DnsMessage {
  readonly id: number;
  readonly flags: number;
  readonly questions: readonly string[];
  /** Of all three sections. */
  readonly records: readonly DnsRecord[];
}

export const QR = 0x8000;

/** Null where the bytes are no such message to its end. */
export function messageOf(bytes: Uint8Array): DnsMessage | null {
  if (bytes.length < HEADER) return null;
  const [questionCount, recordCount] = [u16(bytes, 4), u16(bytes, 6) + u16(bytes, 8) + u16(bytes, 10)];
  if (questionCount > 16 || recordCount > RECORDS_MOST) return null;
  const questions: string[] = [];
  const records: DnsRecord[] = [];
  let at = HEADER;
  for (let k = 0; k < questionCount; k++) {
    const [name, end] = nameAt(bytes, at);
    if (end < 0) return null;
    questions.push(name);
    at = end + 4;
  }
  for (let k = 0; k < recordCount; k++) {
    const [name, end] = nameAt(bytes, at);
    if (end < 0) return null;
    const length = u16(bytes, end + 8);
    records.push({ name, type: u16(bytes, end), at: end + 10, length });
    at = end + 10 + length;
    if (at > bytes.length) return null;
  }
  return at > bytes.length ? null : { id: u16(bytes, 0), flags: u16(bytes, 2), questions, records };
}

/** A name, without its last dot, and where it ends. Pointers go back only, so that they come to an end; -1: there is none. */
export function nameAt(bytes: Uint8Array, begin: number): readonly [name: string, end: number] {
  const labels: string[] = [];
  let end = -1;
  let at = begin;
  for (let hops = 0; hops < HOPS_MOST && at < bytes.length && labels.length < LABELS_MOST; hops++) {
    const length = u8(bytes, at);
    if (length >= 0xc0) {
      const to = u16(bytes, at) & 0x3fff;
      if (end < 0) end = at + 2;
      if (to >= at) return ['', -1];
      at = to;
      continue;
    }
    if (length === 0) return [clean(labels.join('.'), NAME_MOST), end < 0 ? at + 1 : end];
    if (length > 63) return ['', -1];
    labels.push(utf8(bytes, at + 1, length));
    at += 1 + length;
  }
  return ['', -1];
}

const utf8 = (bytes: Uint8Array, at: number, length: number): string =>
  Buffer.from(textAt(bytes, at, length), 'latin1').toString('utf8');

/** The texts of a TXT record (RFC 6763 section 6: `key=value`). */
export function textsOf(bytes: Uint8Array, { at, length }: DnsRecord): string[] {
  const texts: string[] = [];
  for (let part = at; part < at + length && texts.length < 32; part += 1 + u8(bytes, part)) {
    const size = Math.min(u8(bytes, part), at + length - part - 1);
    if (size > 0) texts.push(clean(utf8(bytes, part + 1, size)));
  }
  return texts;
}

/** Port and host of a SRV record (RFC 2782). */
export function targetOf(bytes: Uint8Array, { at, length }: DnsRecord): readonly [port: number, host: string] | null {
  const [host, end] = length < 7 ? ['', -1] : nameAt(bytes, at + 6);
  return end < 0 ? null : [u32(bytes, at + 2) & 0xffff, host];
}
