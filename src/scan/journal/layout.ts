// A scan's journal as it lies in its file. Little-endian; what is not named is 0.
//
//   0     header, 1024 bytes    of the two the one with the higher generation counts; they are written in turn, so that one is
//   1024  header, 1024 bytes    always whole
//   4096  segments of the host table: addresses, host numbers                      u32 each
//         by host: attempts made, attempts that asked all ports                    u8 each
//         by host: probes sent, smoothed round-trip time, its variance             u32 each
//         ledger, 2 bits a probe (state/ledger.ts)
//
// Invariants:
//  1. No probe leaves before the journal has a header.
//  2. What says that something was asked is written before what was answered, and both before the header that counts. So whatever
//     moment it ends at, and whichever pages of it reach the disk, going on misses nothing: at the worst it asks once more.
//  3. An answer in the ledger stays.

/** How each probe is asked, and in which order: what a journal belongs to. */
export interface Identity {
  readonly probe: string;
  readonly ports: readonly (readonly [number, number])[];
  readonly seed: string;
  readonly shard: { readonly index: number; readonly count: number };
}

/** Where a scan is. */
export interface Figures {
  /** The pass that ran, and places of the whole order that it had passed. */
  readonly pass: number;
  readonly position: number;
  /** The whole order has gone; what is silent is asked again. */
  readonly repeats: boolean;
  /** Milliseconds that it took so far. */
  readonly elapsedMs: number;
  /** Frames. */
  readonly sent: number;
  /** Answers by the slot of the pass that asked. */
  readonly byPass: readonly number[];
}

export interface Header extends Figures {
  readonly generation: number;
  readonly identity: number;
  readonly hosts: number;
  readonly segments: number;
  readonly ports: number;
  /** False: nothing is kept by host and probe. */
  readonly stateful: boolean;
}

export const HEADER_BYTES = 1024;
export const BODY = 4096;
const MAGIC = 'portolan journal';
const VERSION = 1;
const SLOTS = 16;
const CHECKSUM = HEADER_BYTES - 4;
const VERSION_AT = 16;
const IDENTITY_AT = 20;
const NUMBERS_AT = 24;

export function encodeHeader(header: Header): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.write(MAGIC, 'latin1');
  bytes.writeUInt32LE(VERSION, VERSION_AT);
  bytes.writeUInt32LE(header.identity, IDENTITY_AT);
  const { generation, hosts, segments, ports, pass, position, elapsedMs, sent, byPass } = header;
  const flags = (header.repeats ? 1 : 0) + (header.stateful ? 2 : 0);
  const numbers = [generation, hosts, segments, ports, pass, position, elapsedMs, sent, flags];
  for (const [index, number] of [...numbers, ...byPass.slice(0, SLOTS)].entries()) {
    bytes.writeDoubleLE(number, NUMBERS_AT + 8 * index);
  }
  bytes.writeUInt32LE(sum(bytes.subarray(0, CHECKSUM)), CHECKSUM);
  return bytes;
}

/** Null where it is none, `'version'` where another version of this program wrote it. */
export function decodeHeader(bytes: Buffer): Header | 'version' | null {
  if (bytes.length < HEADER_BYTES || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) return null;
  if (sum(bytes.subarray(0, CHECKSUM)) !== bytes.readUInt32LE(CHECKSUM)) return null;
  if (bytes.readUInt32LE(VERSION_AT) !== VERSION) return 'version';
  const number = (index: number): number => bytes.readDoubleLE(NUMBERS_AT + 8 * index);
  const [generation, hosts, segments, ports, pass, position, elapsedMs, sent, flags] = Array.from(
    { length: 9 },
    (_, k) => number(k),
  );
  const byPass = Array.from({ length: SLOTS }, (_, k) => number(9 + k));
  const all = [generation, hosts, segments, ports, pass, position, elapsedMs, sent, flags, ...byPass];
  const isSane = all.every((each) => Number.isFinite(each) && each >= 0 && each <= Number.MAX_SAFE_INTEGER);
  const wholes = [generation, hosts, segments, ports, pass, position, flags];
  if (!isSane || !wholes.every(Number.isInteger) || hosts > 2 ** 32 || segments > hosts || ports > 65_536) return null;
  const identity = bytes.readUInt32LE(IDENTITY_AT);
  const [repeats, stateful] = [(flags & 1) !== 0, (flags & 2) !== 0];
  const counts = { generation, identity, hosts, segments, ports, stateful };
  return { ...counts, pass, position, repeats, elapsedMs, sent, byPass };
}

export interface Places {
  readonly addresses: number;
  readonly numbers: number;
  readonly made: number;
  readonly whole: number;
  readonly sent: number;
  readonly smoothed: number;
  readonly variance: number;
  readonly ledger: number;
  readonly end: number;
}

/** Where each part begins. */
export function placesOf({
  hosts,
  segments,
  ports,
  stateful,
}: Pick<Header, 'hosts' | 'segments' | 'ports' | 'stateful'>): Places {
  const kept = stateful ? hosts : 0;
  const addresses = BODY;
  const numbers = addresses + 4 * segments;
  const made = numbers + 4 * segments;
  const whole = made + kept;
  const sent = whole + kept;
  const smoothed = sent + 4 * kept;
  const variance = smoothed + 4 * kept;
  const ledger = variance + 4 * kept;
  return {
    addresses,
    numbers,
    made,
    whole,
    sent,
    smoothed,
    variance,
    ledger,
    end: ledger + 4 * Math.ceil((kept * ports) / 16),
  };
}

export function identityOf({ probe, ports, seed, shard }: Identity): number {
  return sum(Buffer.from(JSON.stringify([probe, ports, seed, shard.index, shard.count])));
}

/** FNV-1a of 32 bits: against accidents, not against people, whose own file it is. */
function sum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
