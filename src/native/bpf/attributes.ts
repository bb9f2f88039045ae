// `union bpf_attr` (linux/bpf.h), what bpf(2) is asked with: one layout a command, by the bytes its fields begin at.
// The kernel takes any size and wants zeros in what it does not know; what we do not name stays zero.
import { addressOf } from '../libc.ts';

export const COMMAND = {
  mapCreate: 0,
  mapLookup: 1,
  mapUpdate: 2,
  mapDelete: 3,
  programLoad: 5,
  programTestRun: 10,
  rawTracepointOpen: 17,
  linkCreate: 28,
} as const;

/** Width of a field: u32, u64 (also for pointers), or a name of 16 bytes with its final zero. */
type Width = 'u32' | 'u64' | 'name';
type Layout = Readonly<Record<string, readonly [offset: number, width: Width]>>;

export const MAP_CREATE = {
  type: [0, 'u32'],
  keySize: [4, 'u32'],
  valueSize: [8, 'u32'],
  entries: [12, 'u32'],
  flags: [16, 'u32'],
  name: [28, 'name'],
} as const satisfies Layout;

export const MAP_ELEMENT = {
  map: [0, 'u32'],
  key: [8, 'u64'],
  value: [16, 'u64'],
  flags: [24, 'u64'],
} as const satisfies Layout;

export const PROGRAM_LOAD = {
  type: [0, 'u32'],
  slots: [4, 'u32'],
  instructions: [8, 'u64'],
  license: [16, 'u64'],
  logLevel: [24, 'u32'],
  logSize: [28, 'u32'],
  log: [32, 'u64'],
  flags: [44, 'u32'],
  name: [48, 'name'],
  expectedAttachType: [68, 'u32'],
} as const satisfies Layout;

export const LINK_CREATE = {
  program: [0, 'u32'],
  interface: [4, 'u32'],
  attachType: [8, 'u32'],
  flags: [12, 'u32'],
} as const satisfies Layout;

export const RAW_TRACEPOINT = {
  name: [0, 'u64'],
  program: [8, 'u32'],
} as const satisfies Layout;

export const TEST_RUN = {
  program: [0, 'u32'],
  result: [4, 'u32'],
  inputSize: [8, 'u32'],
  outputSize: [12, 'u32'],
  input: [16, 'u64'],
  output: [24, 'u64'],
  repeat: [32, 'u32'],
  nanoseconds: [36, 'u32'],
  flags: [64, 'u32'],
  batchSize: [72, 'u32'],
} as const satisfies Layout;

const WIDTH: Readonly<Record<Width, number>> = { u32: 4, u64: 8, name: 16 };

/** Bytes of a layout: up to its last field, in whole 64-bit words. */
export function layoutSize(layout: Layout): number {
  const end = Math.max(...Object.values(layout).map(([offset, width]) => offset + WIDTH[width]));
  return Math.ceil(end / 8) * 8;
}

type Value<W extends Width> = W extends 'name' ? string : W extends 'u64' ? number | bigint | Uint8Array : number;

export type Values<L extends Layout> = { readonly [Field in keyof L]?: Value<L[Field][1]> };

/** Attributes and the memory they point to: who holds the one holds the other. */
export interface Attributes {
  readonly bytes: Buffer;
  readonly memory: readonly Uint8Array[];
}

/** The bytes of a layout with these values; a Uint8Array stands for its address. Fields left out are zero. */
export function pack<L extends Layout>(layout: L, values: Values<L>): Attributes {
  const bytes = Buffer.alloc(layoutSize(layout));
  const memory: Uint8Array[] = [];
  for (const [field, value] of Object.entries(values) as [keyof L & string, number | bigint | string | Uint8Array][]) {
    const [offset, width] = layout[field];
    if (value instanceof Uint8Array) {
      memory.push(value);
      bytes.writeBigUInt64LE(addressOf(value), offset);
    } else if (width === 'u32') bytes.writeUInt32LE(Number(value), offset);
    else if (width === 'u64') bytes.writeBigUInt64LE(BigInt(value), offset);
    else bytes.write(String(value), offset, WIDTH.name - 1, 'latin1');
  }
  return { bytes, memory };
}
