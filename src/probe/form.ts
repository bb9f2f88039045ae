// Makes forms (probe.ts) out of a packet's layout: what a checksum covers gives its constant sum and its fields.
import { readU16, writeU16, writeU32 } from '../wire/bytes.ts';
import { finish, fold, halves, sum } from '../wire/checksum.ts';
import * as ethernet from '../wire/ethernet.ts';
import * as ipv4 from '../wire/ipv4.ts';
import type { Checksum, Field, Patch, ProbeForm } from './probe.ts';

/** Where the body begins: our packets have no IPv4 options. */
export const BODY = ipv4.MIN_HEADER_LENGTH;

/** What is the same in the IPv4 header of every packet of a form. */
export interface FixedHeader {
  readonly protocol: number;
  readonly dontFragment: boolean;
  readonly ttl?: number;
  readonly typeOfService?: number;
}

/** The body's checksum: where in the packet it stands, and whether it covers a pseudo-header. */
interface BodyChecksum {
  readonly at: number;
  readonly pseudoHeader: boolean;
  readonly neverZero?: boolean;
}

/** The packet with zeros for what changes in its header, and for the body's checksum at `checksumAt`. */
export function ipv4Template(header: FixedHeader, body: Uint8Array, checksumAt: number): Uint8Array {
  const bytes = new Uint8Array(BODY + body.length);
  ipv4.emit(bytes, 0, {
    ...{ typeOfService: 0, ttl: 64, identification: 0, moreFragments: false, fragmentOffset: 0 },
    ...{ source: 0, destination: 0, options: new Uint8Array(0), payloadLength: body.length },
    ...header,
  });
  writeU16(bytes, ipv4.OFFSET.checksum, 0);
  bytes.set(body, BODY);
  writeU16(bytes, checksumAt, 0);
  return bytes;
}

const TTL_WORD = ipv4.OFFSET.ttl & ~1;

/** The forms with another time to live; null, and forms of other protocols: as they are. */
export function withTtl(forms: readonly ProbeForm[], ttl: number | null): readonly ProbeForm[] {
  if (ttl === null) return forms;
  return forms.map((form) => {
    if (form.etherType !== ethernet.TYPE_IPV4) return form;
    const template = Uint8Array.from(form.template);
    const before = readU16(template, TTL_WORD);
    template[ipv4.OFFSET.ttl] = ttl;
    const change = readU16(template, TTL_WORD) - before + 0xffff; // above zero, and the same to a sum of complements
    const checksums = form.checksums.map((each) =>
      each.at === ipv4.OFFSET.checksum ? { ...each, sum: fold(each.sum + change) } : each,
    );
    return { ...form, template, checksums };
  });
}

/** A form of IPv4 with `body` behind the header; `patches` are the body's. */
export function ipv4Form(
  header: FixedHeader,
  body: Uint8Array,
  patches: readonly Patch[],
  { at, pseudoHeader, neverZero = false }: BodyChecksum,
): ProbeForm {
  const template = ipv4Template(header, body, at);
  const all: readonly Patch[] = [
    { field: 'source', at: ipv4.OFFSET.source },
    { field: 'destination', at: ipv4.OFFSET.destination },
    ...patches,
  ];
  const fieldsIn = (from: number, to: number): Field[] =>
    all.filter((patch) => patch.at >= from && patch.at < to).map((patch) => patch.field);
  const fields = fieldsIn(BODY, template.length);
  // The rest of the pseudo-header of TCP and UDP is the protocol and the length (RFC 9293 section 3.1, RFC 768).
  const constant = sum(template, BODY, body.length, pseudoHeader ? header.protocol + body.length : 0);
  const checksums: readonly Checksum[] = [
    { at: ipv4.OFFSET.checksum, sum: fold(sum(template, 0, BODY, 0)), fields: fieldsIn(0, BODY), neverZero: false },
    { at, sum: fold(constant), fields: pseudoHeader ? ['source', 'destination', ...fields] : fields, neverZero },
  ];
  return { etherType: ethernet.TYPE_IPV4, template, patches: all, checksums };
}

/**
 * Writes what changes of the IPv4 header of such a packet, its checksum too: `constant` is the sum of what does not.
 * `identification` is 0 where it cannot be fragmented. Returns the sum of the addresses' half-words, which the
 * pseudo-header of TCP and UDP has as well.
 */
export function patchIpv4(
  constant: number,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  identification: number,
): number {
  const addresses = halves(source) + halves(destination);
  writeU16(bytes, offset + ipv4.OFFSET.identification, identification);
  writeU32(bytes, offset + ipv4.OFFSET.source, source);
  writeU32(bytes, offset + ipv4.OFFSET.destination, destination);
  writeU16(bytes, offset + ipv4.OFFSET.checksum, finish(constant + addresses + identification));
  return addresses;
}

/** Whether packets of this form carry the cookie, or a part of it. */
export function carriesCookie(form: ProbeForm): boolean {
  return form.patches.some(({ field }) => field === 'cookie' || field === 'cookieLow');
}
