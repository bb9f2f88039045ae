// Any form of a probe (probe.ts) as eBPF instructions that write the whole packet, bit for bit as its `patch` does. Live
// frames come back as their last receiver left them, so every byte is written each time, the constant ones too.
import type { Assembler, Operand, Register } from '../../link/bpf.ts';
import type { Checksum, Field, ProbeForm } from '../../probe/probe.ts';
import * as ethernet from '../../wire/ethernet.ts';

const PACKET = ethernet.HEADER_LENGTH;
/** Bytes of the shortest store: what is written into a frame is written in half-words. */
const HALF = 2;

export interface ProbeRegisters {
  /** The frame; the program has checked that it holds the form. Kept, as all but the last. */
  readonly frame: Register;
  /** 32 bits, upper bits zero. */
  readonly source: Operand;
  readonly destination: Register;
  /** 16 bits, upper bits zero. */
  readonly sourcePort: Operand;
  readonly destinationPort: Register;
  /** 32 bits, upper bits zero. */
  readonly cookie: Register;
  /** Three more, lost. */
  readonly scratch: readonly [Register, Register, Register];
}

/** Bytes of the frame of such a probe. */
export function probeFrameLength(form: ProbeForm): number {
  return PACKET + form.template.length;
}

/** The EtherType of a form as a half-word of this machine, little endian: as a store writes it. */
export function storedEtherType(form: ProbeForm): number {
  return (form.etherType >>> 8) | ((form.etherType & 0xff) << 8);
}

/** Emits everything behind the Ethernet header, which must be there: template, what changes, checksums. */
export function emitForm(a: Assembler, form: ProbeForm, registers: ProbeRegisters): void {
  const { frame, scratch } = registers;
  const [shared, sum, part] = scratch;
  emitBytes(a, frame, PACKET, form.template);
  for (const { field, at } of form.patches) emitField(a, field, PACKET + at, registers, part);
  // What goes into all checksums is added up once.
  const common = form.checksums.length > 1 ? commonFields(form.checksums) : [];
  if (common.length > 0) a.mov32(shared, 0);
  for (const field of common) addField(a, shared, field, registers, part);
  for (const checksum of form.checksums) {
    a.mov32(sum, checksum.sum);
    if (common.length > 0) a.add32(sum, shared);
    for (const field of checksum.fields) if (!common.includes(field)) addField(a, sum, field, registers, part);
    emitChecksum(a, frame, PACKET + checksum.at, sum, part, checksum.neverZero);
  }
}

/** Fields are added up whole, so each checksum must have them as often as the others: none has one twice. */
function commonFields(checksums: readonly Checksum[]): Field[] {
  const [first, ...others] = checksums;
  return first.fields.filter((field) => others.every(({ fields }) => fields.includes(field)));
}

/** Stores a field in network order. */
function emitField(a: Assembler, field: Field, at: number, registers: ProbeRegisters, part: Register): void {
  const { frame } = registers;
  switch (field) {
    case 'source':
    case 'destination':
    case 'cookie':
      a.mov32(part, registers[field]).be32(part).stx32(frame, at, part);
      break;
    case 'sourcePort':
    case 'destinationPort':
      a.mov32(part, registers[field]).be16(part).stx16(frame, at, part);
      break;
    case 'cookieLow':
      a.mov32(part, registers.cookie).be16(part).stx16(frame, at, part);
      break;
    case 'sourceMac':
      for (let k = 0; k < 6; k += HALF) a.ldx16(part, frame, 6 + k).stx16(frame, at + k, part);
      break;
  }
}

/** sum += the half-words of a field. */
function addField(a: Assembler, sum: Register, field: Field, registers: ProbeRegisters, part: Register): void {
  switch (field) {
    case 'source':
    case 'destination':
    case 'cookie':
      a.mov32(part, registers[field]).rsh32(part, 16).add32(sum, part);
      a.mov32(part, registers[field]).and32(part, 0xffff).add32(sum, part);
      break;
    case 'sourcePort':
    case 'destinationPort':
      a.add32(sum, registers[field]);
      break;
    case 'cookieLow':
      a.mov32(part, registers.cookie).and32(part, 0xffff).add32(sum, part);
      break;
    case 'sourceMac':
      throw new RangeError('no checksum has a MAC address in it');
  }
}

/** Folds twice (fewer than 2^16 half-words were added: RFC 1071 section 4.1) and writes the complement. */
function emitChecksum(
  a: Assembler,
  frame: Register,
  at: number,
  sum: Register,
  part: Register,
  neverZero: boolean,
): void {
  for (let fold = 0; fold < 2; fold++) a.mov32(part, sum).and32(part, 0xffff).rsh32(sum, 16).add32(sum, part);
  const done = a.freshLabel('checksum');
  // All ones stay as they are where their complement, zero, would mean something else.
  if (neverZero) a.jeq32(sum, 0xffff, done);
  a.xor32(sum, 0xffff).be16(sum);
  if (neverZero) a.label(done);
  a.stx16(frame, at, sum);
}

/** Stores constant bytes, as many at a time as fit; a big-endian machine would store them the other way round. */
function emitBytes(a: Assembler, frame: Register, offset: number, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) a.st32(frame, offset + at, view.getUint32(at, true));
  for (; at + 2 <= bytes.length; at += 2) a.st16(frame, offset + at, view.getUint16(at, true));
  for (; at < bytes.length; at++) a.st8(frame, offset + at, bytes[at]);
}
