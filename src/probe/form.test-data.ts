// A probe made from its form's data alone, slowly and plainly: what every hand-written `patch` has to equal.
import fc from 'fast-check';
import { writeU16 } from '../wire/bytes.ts';
import { finish } from '../wire/checksum.ts';
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

export function readWith({ read }: Probe, packet: Uint8Array): { kind: number; answer: Answer } {
  const answer = createAnswer();
  return { kind: read(packet, 0, packet.length, 0, MUST_BE_RIGHT, answer), answer };
}
