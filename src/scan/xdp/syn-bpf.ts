// The half-open probe of tcp-syn.ts as eBPF instructions that write the whole frame, bit for bit the same. Live frames
// come back as their last receiver left them, so every byte is written each time, the constant ones too.
import type { Assembler, Operand, Register } from '../../link/bpf.ts';
import type { SynForm } from '../../probe/tcp-syn.ts';
import * as ethernet from '../../wire/ethernet.ts';

const IP = ethernet.HEADER_LENGTH;
const IP_CHECKSUM = IP + 10;
const IP_SOURCE = IP + 12;
const IP_DESTINATION = IP + 16;
const TCP = IP + 20;
const TCP_DESTINATION_PORT = TCP + 2;
const TCP_SEQUENCE = TCP + 4;
const TCP_CHECKSUM = TCP + 16;

export interface SynRegisters {
  /** The frame; the program has checked that it holds `synFrameLength(form)` bytes. Kept, as all but the last. */
  readonly frame: Register;
  /** 32 bits, upper bits zero. */
  readonly source: Operand;
  readonly destination: Register;
  /** 16 bits, upper bits zero. */
  readonly sourcePort: Operand;
  readonly destinationPort: Register;
  /** 32 bits, upper bits zero. */
  readonly sequence: Register;
  /** Three more, lost. */
  readonly scratch: readonly [Register, Register, Register];
}

/** Bytes of the frame of such a probe. */
export function synFrameLength(form: SynForm): number {
  return IP + form.template.length;
}

/** Emits an Ethernet header with constant addresses (6 bytes each) and the EtherType of IPv4. */
export function emitEthernet(a: Assembler, frame: Register, destination: Uint8Array, source: Uint8Array): void {
  emitBytes(a, frame, 0, Uint8Array.of(...destination, ...source, ethernet.TYPE_IPV4 >>> 8, ethernet.TYPE_IPV4 & 0xff));
}

/** Emits everything behind the Ethernet header: template, addresses, ports, sequence number, both checksums. */
export function emitSyn(a: Assembler, form: SynForm, registers: SynRegisters): void {
  const { frame, source, destination, sourcePort, destinationPort, sequence, scratch } = registers;
  const [addresses, sum, part] = scratch;
  emitBytes(a, frame, IP, form.template);
  a.mov32(addresses, 0);
  for (const [address, at] of [
    [source, IP_SOURCE],
    [destination, IP_DESTINATION],
  ] as const) {
    addHalves(a, addresses, address, part);
    a.mov32(part, address).be32(part).stx32(frame, at, part);
  }
  a.mov32(sum, addresses).add32(sum, form.ipSum);
  emitChecksum(a, frame, IP_CHECKSUM, sum, part);
  for (const [port, at] of [
    [sourcePort, TCP],
    [destinationPort, TCP_DESTINATION_PORT],
  ] as const) {
    a.add32(addresses, port).mov32(part, port).be16(part).stx16(frame, at, part);
  }
  a.mov32(part, sequence).be32(part).stx32(frame, TCP_SEQUENCE, part);
  a.mov32(sum, addresses).add32(sum, form.tcpSum);
  addHalves(a, sum, sequence, part);
  emitChecksum(a, frame, TCP_CHECKSUM, sum, part);
}

/** sum += upper half + lower half of a 32-bit word. */
function addHalves(a: Assembler, sum: Register, word: Operand, part: Register): void {
  a.mov32(part, word).rsh32(part, 16).add32(sum, part).mov32(part, word).and32(part, 0xffff).add32(sum, part);
}

/** Folds twice (fewer than 2^16 half-words were added: RFC 1071 section 4.1) and writes the complement. */
function emitChecksum(a: Assembler, frame: Register, at: number, sum: Register, part: Register): void {
  for (let fold = 0; fold < 2; fold++) a.mov32(part, sum).and32(part, 0xffff).rsh32(sum, 16).add32(sum, part);
  a.xor32(sum, 0xffff).be16(sum).stx16(frame, at, sum);
}

/** Stores constant bytes, as many at a time as fit; a big-endian machine would store them the other way round. */
function emitBytes(a: Assembler, frame: Register, offset: number, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) a.st32(frame, offset + at, view.getUint32(at, true));
  for (; at + 2 <= bytes.length; at += 2) a.st16(frame, offset + at, view.getUint16(at, true));
  for (; at < bytes.length; at++) a.st8(frame, offset + at, bytes[at]);
}
