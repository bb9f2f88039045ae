// The options of a TCP header: kind, length of the whole option, data (RFC 9293 section 3.1).
import { copy, holds, needRoom, readU16, readU32, writeU16, writeU32 } from './bytes.ts';

/** IANA, "TCP option kind numbers". */
export const KIND = {
  end: 0,
  nop: 1,
  maximumSegmentSize: 2,
  windowScale: 3,
  sackPermitted: 4,
  sack: 5,
  timestamps: 8,
} as const;

/** Bytes: the data offset counts at most 15 words, 5 of them are the header. */
export const MAX_LENGTH = 40;

/** Bytes of kind and length, which stand before the data of every option but end and nop. */
const PREFIX = 2;
const BLOCK_LENGTH = 8;

export type TcpOption =
  /** End of the option list. What follows is padding. */
  | { readonly type: 'end' }
  | { readonly type: 'nop' }
  /** RFC 9293 section 3.7.1; bytes. */
  | { readonly type: 'maximum-segment-size'; readonly size: number }
  /** RFC 7323 section 2: the window is shifted left by so many bits (more than 14 count as 14). */
  | { readonly type: 'window-scale'; readonly shift: number }
  /** RFC 2018 section 2. */
  | { readonly type: 'sack-permitted' }
  /** RFC 2018 section 3: sequence numbers, the right one is the first not received. */
  | { readonly type: 'sack'; readonly blocks: readonly SackBlock[] }
  /** RFC 7323 section 3: TSval and TSecr. */
  | { readonly type: 'timestamps'; readonly value: number; readonly echoReply: number }
  /** Any other kind, or a known kind whose length is not the right one. `data` is what follows kind and length. */
  | { readonly type: 'unknown'; readonly kind: number; readonly data: Uint8Array };

export interface SackBlock {
  readonly left: number;
  readonly right: number;
}

/**
 * Reads `length` bytes of options. Ends at the end-of-list option, which is given as the last one, or where an option's
 * length is impossible (below 2, or past the header): nothing behind it can be believed.
 */
export function parse(bytes: Uint8Array, offset: number, length: number): TcpOption[] {
  const options: TcpOption[] = [];
  if (!holds(bytes, offset, length, 0)) return options;
  const end = offset + length;
  for (let at = offset; at < end; ) {
    const kind = bytes[at];
    if (kind === KIND.end) {
      options.push({ type: 'end' });
      break;
    }
    if (kind === KIND.nop) {
      options.push({ type: 'nop' });
      at++;
      continue;
    }
    if (at + PREFIX > end) break;
    const size = bytes[at + 1];
    if (size < PREFIX || at + size > end) break;
    options.push(parseOne(bytes, at + PREFIX, kind, size - PREFIX));
    at += size;
  }
  return options;
}

function parseOne(bytes: Uint8Array, data: number, kind: number, length: number): TcpOption {
  if (kind === KIND.maximumSegmentSize && length === 2) {
    return { type: 'maximum-segment-size', size: readU16(bytes, data) };
  }
  if (kind === KIND.windowScale && length === 1) return { type: 'window-scale', shift: bytes[data] };
  if (kind === KIND.sackPermitted && length === 0) return { type: 'sack-permitted' };
  if (kind === KIND.timestamps && length === 8) {
    return { type: 'timestamps', value: readU32(bytes, data), echoReply: readU32(bytes, data + 4) };
  }
  if (kind === KIND.sack && length > 0 && length % BLOCK_LENGTH === 0) {
    const blocks: SackBlock[] = [];
    for (let at = data; at < data + length; at += BLOCK_LENGTH) {
      blocks.push({ left: readU32(bytes, at), right: readU32(bytes, at + 4) });
    }
    return { type: 'sack', blocks };
  }
  return { type: 'unknown', kind, data: copy(bytes, data, data + length) };
}

/** Bytes that `emit` writes: a multiple of 4. */
export function emitLength(options: readonly TcpOption[]): number {
  let length = 0;
  for (const option of options) length += lengthOf(option);
  return (length + 3) & ~3;
}

function lengthOf(option: TcpOption): number {
  switch (option.type) {
    case 'end':
    case 'nop':
      return 1;
    case 'maximum-segment-size':
      return PREFIX + 2;
    case 'window-scale':
      return PREFIX + 1;
    case 'sack-permitted':
      return PREFIX;
    case 'sack':
      return PREFIX + option.blocks.length * BLOCK_LENGTH;
    case 'timestamps':
      return PREFIX + 8;
    case 'unknown':
      return PREFIX + option.data.length;
  }
}

/**
 * Writes the options one after the other, then zeros up to a multiple of 4; returns how many bytes that were. So a list
 * that does not fill its last word is read back with an `end`. Throws a RangeError above 40 bytes.
 */
export function emit(bytes: Uint8Array, offset: number, options: readonly TcpOption[]): number {
  const length = emitLength(options);
  if (length > MAX_LENGTH) {
    throw new RangeError(`E_TCP_OPTIONS: ${length} bytes of options, a TCP header holds ${MAX_LENGTH}`);
  }
  needRoom(bytes, offset, length);
  bytes.fill(0, offset, offset + length);
  let at = offset;
  for (const option of options) {
    emitOne(bytes, at, option);
    at += lengthOf(option);
  }
  return length;
}

function emitOne(bytes: Uint8Array, offset: number, option: TcpOption): void {
  const data = offset + PREFIX;
  switch (option.type) {
    case 'end':
      bytes[offset] = KIND.end;
      return;
    case 'nop':
      bytes[offset] = KIND.nop;
      return;
    case 'maximum-segment-size':
      bytes[offset] = KIND.maximumSegmentSize;
      writeU16(bytes, data, option.size);
      break;
    case 'window-scale':
      bytes[offset] = KIND.windowScale;
      bytes[data] = option.shift;
      break;
    case 'sack-permitted':
      bytes[offset] = KIND.sackPermitted;
      break;
    case 'sack':
      bytes[offset] = KIND.sack;
      for (let k = 0; k < option.blocks.length; k++) {
        writeU32(bytes, data + k * BLOCK_LENGTH, option.blocks[k].left);
        writeU32(bytes, data + k * BLOCK_LENGTH + 4, option.blocks[k].right);
      }
      break;
    case 'timestamps':
      bytes[offset] = KIND.timestamps;
      writeU32(bytes, data, option.value);
      writeU32(bytes, data + 4, option.echoReply);
      break;
    case 'unknown':
      bytes[offset] = option.kind;
      bytes.set(option.data, data);
      break;
  }
  bytes[offset + 1] = lengthOf(option);
}
