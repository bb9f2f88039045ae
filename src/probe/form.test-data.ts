// A probe made from its form's data alone, slowly and plainly: what every hand-written `patch` has to equal.
import fc from 'fast-check';
import { readU16, readU32, writeU16 } from '../wire/bytes.ts';
import { finish, pseudoHeaderSum, sum } from '../wire/checksum.ts';
import { u16, u32 } from '../wire/values.test-data.ts';
import type { Answer } from './answer.ts';
import { createAnswer, MUST_BE_RIGHT } from './answer.ts';
import type { Field, Probe, ProbeForm } from './probe.ts';
import { prepare } from './probe.ts';

export const OUR_MAC = Uint8Array.of(0x02, 0x66, 0x77, 0x88, 0x99, 0xaa);

export interface Values {
  readonly source: number;
  readonly destination: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly cookie: number;
}

export const values: fc.Arbitrary<Values> = fc.record({
  source: u32,
  destination: u32,
  sourcePort: u16,
  destinationPort: u16,
  cookie: u32,
});

/** A field as half-words. */
function halves(field: Field, from: Values): number[] {
  switch (field) {
    case 'source':
    case 'destination':
    case 'cookie':
      return [from[field] >>> 16, from[field] & 0xffff];
    case 'sourcePort':
    case 'destinationPort':
      return [from[field]];
    case 'cookieLow':
      return [from.cookie & 0xffff];
    case 'sourceMac':
      return [0, 2, 4].map((k) => (OUR_MAC[k] << 8) | OUR_MAC[k + 1]);
  }
}

/** The packet, from the network header on. */
export function packetOf(form: ProbeForm, from: Values): Uint8Array {
  const bytes = form.template.slice();
  for (const { field, at } of form.patches) {
    halves(field, from).forEach((half, k) => void writeU16(bytes, at + 2 * k, half));
  }
  for (const { at, sum, fields, neverZero } of form.checksums) {
    const total = fields.flatMap((field) => halves(field, from)).reduce((all, half) => all + half, sum);
    const made = finish(total);
    writeU16(bytes, at, made === 0 && neverZero ? 0xffff : made);
  }
  return bytes;
}

/** The same by `prepare` and `patch`, as a sender does it, in an Ethernet frame. */
export function patched({ patch }: Probe, form: ProbeForm, from: Values): Uint8Array {
  const bytes = new Uint8Array(14 + form.template.length);
  bytes.set(OUR_MAC, 6);
  prepare(form, bytes, 14, 14);
  patch(form, bytes, 14, from.source, from.destination, from.sourcePort, from.destinationPort, from.cookie);
  return bytes.slice(14);
}

/** From the message on. */
const CHECKSUM: Readonly<Record<number, number>> = { 1: 2, 6: 16, 17: 6 };

/** Makes both checksums of the IPv4 packet at `at` right, as far as they are there; returns the bytes. */
export function seal<T extends Uint8Array>(bytes: T, at = 0): T {
  const header = (bytes[at] & 15) * 4;
  if (bytes.length < at + 20 || bytes[at] >> 4 !== 4 || header < 20 || at + header > bytes.length) return bytes;
  writeU16(bytes, at + 10, 0);
  writeU16(bytes, at + 10, finish(sum(bytes, at, header, 0)));
  const [protocol, length, body] = [bytes[at + 9], readU16(bytes, at + 2) - header, at + header];
  const place = CHECKSUM[protocol];
  if (place === undefined || length < place + 2 || body + length > bytes.length) return bytes;
  writeU16(bytes, body + place, 0);
  const covered = protocol === 17 ? Math.min(length, readU16(bytes, body + 4)) : length;
  writeU16(bytes, body + place, finish(sum(bytes, body, covered, pseudoSum(bytes, at, covered))));
  return bytes;
}

/** Leaves the checksum of a TCP segment or a datagram to an interface, as a kernel does. */
export function leavePartial<T extends Uint8Array>(bytes: T, at = 0): T {
  const header = (bytes[at] & 15) * 4;
  const length = readU16(bytes, at + 2) - header;
  writeU16(bytes, at + header + CHECKSUM[bytes[at + 9]], ~finish(pseudoSum(bytes, at, length)));
  return bytes;
}

function pseudoSum(bytes: Uint8Array, at: number, length: number): number {
  const protocol = bytes[at + 9];
  return protocol === 1 ? 0 : pseudoHeaderSum(readU32(bytes, at + 12), readU32(bytes, at + 16), protocol, length);
}

/** A copy with some bytes changed, and checksums that are right again. */
export function changed(packet: Uint8Array, changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = packet.slice();
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return seal(copy);
}

export function readWith({ read }: Probe, packet: Uint8Array): { kind: number; answer: Answer } {
  const answer = createAnswer();
  return { kind: read(packet, 0, packet.length, 0, MUST_BE_RIGHT, answer), answer };
}
