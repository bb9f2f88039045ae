// Makes forms (probe.ts) out of a packet's layout: what a checksum covers gives its constant sum and its fields.
import { readU16, writeU16, writeU32 } from '../wire/bytes.ts';
import * as ethernet from '../wire/ethernet.ts';
import { MIN_HEADER_LENGTH, OFFSET } from '../wire/ipv4.ts';
import type { Checksum, Field, Patch, ProbeForm } from './probe.ts';

/** A checksum at `at` over the bytes from `from` on (up to `to`, or all), and over a pseudo-header where one is named. */
interface Coverage {
  readonly at: number;
  readonly from: number;
  readonly to?: number;
  /** The protocol number in the pseudo-header of TCP and UDP (RFC 9293 section 3.1, RFC 768). */
  readonly pseudoHeader?: number;
  readonly neverZero?: boolean;
}

const HEADER_LENGTH = MIN_HEADER_LENGTH;
/** What cannot be fragmented. */
export const DONT_FRAGMENT = 0x40;
export const MAY_FRAGMENT = 0;

/** An IPv4 packet of this protocol, TTL 64, with `body` behind its header; `patches` are the body's. */
export function ipv4Form(
  protocol: number,
  fragment: typeof DONT_FRAGMENT | typeof MAY_FRAGMENT,
  body: readonly number[],
  patches: readonly Patch[],
  coverage: Coverage,
): ProbeForm {
  const template = Uint8Array.of(
    ...[0x45, 0, 0, HEADER_LENGTH + body.length, 0, 0, fragment, 0, 64, protocol, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...body,
  );
  const all: readonly Patch[] = [
    { field: 'source', at: OFFSET.source },
    { field: 'destination', at: OFFSET.destination },
    ...patches,
  ];
  const header: Coverage = { at: OFFSET.checksum, from: 0, to: HEADER_LENGTH };
  const checksums = [header, coverage].map((each) => createChecksum(template, all, each));
  return { etherType: ethernet.TYPE_IPV4, template, patches: all, checksums };
}

function createChecksum(template: Uint8Array, patches: readonly Patch[], coverage: Coverage): Checksum {
  const { at, from, to = template.length, pseudoHeader, neverZero = false } = coverage;
  const fields: Field[] = patches.filter((patch) => patch.at >= from && patch.at < to).map((patch) => patch.field);
  let sum = 0;
  for (let k = from; k < to; k += 2) sum += readU16(template, k);
  if (pseudoHeader !== undefined) {
    sum += pseudoHeader + to - from;
    fields.unshift('source', 'destination');
  }
  return { at, sum, fields, neverZero };
}

/** Fewer than 2^16 half-words were added: two folds are enough (RFC 1071 section 4.1). */
export function fold(sum: number): number {
  const once = (sum & 0xffff) + (sum >>> 16);
  return (once & 0xffff) + (once >>> 16);
}

/**
 * Writes what changes of the IPv4 header of such a form, its checksum too; `identification` is 0 where it cannot be
 * fragmented. Returns the sum of the addresses' half-words, which the pseudo-header of TCP and UDP has as well.
 */
export function patchIpv4(
  form: ProbeForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  identification: number,
): number {
  const addresses = (source >>> 16) + (source & 0xffff) + (destination >>> 16) + (destination & 0xffff);
  writeU16(bytes, offset + OFFSET.identification, identification);
  writeU32(bytes, offset + OFFSET.source, source);
  writeU32(bytes, offset + OFFSET.destination, destination);
  writeU16(bytes, offset + OFFSET.checksum, ~fold(form.checksums[0].sum + addresses + identification));
  return addresses;
}

/** Whether packets of this form carry the cookie, or a part of it. */
export function carriesCookie(form: ProbeForm): boolean {
  return form.patches.some(({ field }) => field === 'cookie' || field === 'cookieLow');
}
