// What machines say by ICMP (RFC 792): echo, timestamp, address mask, and the refusal of a datagram.
import { readU32, writeU16, writeU32 } from '../../src/wire/bytes.ts';
import { finish, sum } from '../../src/wire/checksum.ts';
import * as icmp from '../../src/wire/icmp.ts';
import * as ipv4 from '../../src/wire/ipv4.ts';
import { emitIpv4, out, PAYLOAD_AT, PAYLOAD_MOST } from './emit.ts';
import type { Machine } from './machine.ts';

/** RFC 792, "Timestamp". */
const TIMESTAMP = 13;
const TIMESTAMP_REPLY = 14;
const TIMESTAMP_LENGTH = 20;
/** RFC 950, appendix I. */
const MASK_REQUEST = 17;
const MASK_REPLY = 18;
const MASK_LENGTH = 12;
const MIDNIGHT_MS = 86_400_000;

/** Seals the message at PAYLOAD_AT; returns the frame's length. */
function seal(
  machine: Machine,
  from: Uint8Array,
  at: number,
  peer: number,
  ttl: number,
  dontFragment: boolean,
  length: number,
): number {
  writeU16(out, PAYLOAD_AT + icmp.OFFSET.checksum, 0);
  writeU16(out, PAYLOAD_AT + icmp.OFFSET.checksum, finish(sum(out, PAYLOAD_AT, length, 0)));
  const { other } = machine.stack.identification;
  return emitIpv4(machine, from, at + 6, peer, ipv4.PROTOCOL_ICMP, ttl, dontFragment, other, length);
}

/** To the frame at `at` whose ICMP message is at `message`, `length` bytes; returns the answer's length, 0: none. */
export function answerIcmp(machine: Machine, frame: Uint8Array, at: number, message: number, length: number): number {
  const { echo, timestamp } = machine.stack.icmp;
  if (machine.hides || icmp.check(frame, message, length) === 0 || !icmp.isIntact(frame, message, length)) return 0;
  const peer = ipv4.source(frame, at + 14);
  const type = icmp.type(frame, message);
  if (type === icmp.TYPE.echo && echo !== null && length <= PAYLOAD_MOST) {
    for (let k = 0; k < length; k++) out[PAYLOAD_AT + k] = frame[message + k];
    out[PAYLOAD_AT + icmp.OFFSET.type] = icmp.TYPE.echoReply;
    if (echo.code === 'zero') out[PAYLOAD_AT + icmp.OFFSET.code] = 0;
    return seal(machine, frame, at, peer, echo.ttl ?? machine.stack.ttl, echo.dontFragment, length);
  }
  if (type === TIMESTAMP && timestamp && length >= TIMESTAMP_LENGTH) {
    const since = Date.now() % MIDNIGHT_MS;
    for (let k = 0; k < 12; k++) out[PAYLOAD_AT + k] = frame[message + k];
    out[PAYLOAD_AT] = TIMESTAMP_REPLY;
    out[PAYLOAD_AT + icmp.OFFSET.code] = 0;
    writeU32(out, PAYLOAD_AT + 12, since);
    writeU32(out, PAYLOAD_AT + 16, since);
    return seal(machine, frame, at, peer, machine.stack.ttl, false, TIMESTAMP_LENGTH);
  }
  if (type === MASK_REQUEST && machine.mask !== null && length >= MASK_LENGTH) {
    for (let k = 0; k < 8; k++) out[PAYLOAD_AT + k] = frame[message + k];
    out[PAYLOAD_AT + icmp.OFFSET.type] = MASK_REPLY;
    writeU32(out, PAYLOAD_AT + 8, machine.mask);
    return seal(machine, frame, at, peer, machine.stack.ttl, false, MASK_LENGTH);
  }
  return 0;
}

/** Whether one more error may go out: a bucket of tokens, as kernels have one. */
function mayRefuse(machine: Machine, now: number): boolean {
  const limit = machine.stack.icmp.errorLimit;
  if (limit === null) return true;
  const grown = machine.errorTokens + ((now - machine.errorAt) * limit.perSecond) / 1000;
  machine.errorTokens = Math.min(limit.burst, grown);
  machine.errorAt = now;
  if (machine.errorTokens < 1) return false;
  machine.errorTokens--;
  return true;
}

/** Port unreachable, to the datagram whose IPv4 packet is at `at` + 14, `total` bytes; 0: none. */
export function refuseDatagram(machine: Machine, frame: Uint8Array, at: number, total: number, now: number): number {
  if (machine.isSilent || !mayRefuse(machine, now)) return 0;
  const packet = at + 14;
  const most = ipv4.headerLength(frame, packet) + machine.stack.icmp.quoted;
  const quoted = Math.min(total, most, PAYLOAD_MOST - icmp.HEADER_LENGTH);
  out[PAYLOAD_AT + icmp.OFFSET.type] = icmp.TYPE.destinationUnreachable;
  out[PAYLOAD_AT + icmp.OFFSET.code] = icmp.UNREACHABLE.port;
  writeU32(out, PAYLOAD_AT + icmp.OFFSET.rest, 0);
  for (let k = 0; k < quoted; k++) out[PAYLOAD_AT + icmp.HEADER_LENGTH + k] = frame[packet + k];
  const peer = readU32(frame, packet + ipv4.OFFSET.source);
  return seal(machine, frame, at, peer, machine.stack.ttl, false, icmp.HEADER_LENGTH + quoted);
}
