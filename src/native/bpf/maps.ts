// Maps: memory that programs and we share (Documentation/bpf/maps.rst). They live as long as a descriptor of them, or
// a loaded program that uses them.
import { readFileSync } from 'node:fs';
import { COMMAND, MAP_CREATE, MAP_ELEMENT, pack } from './attributes.ts';
import { UPDATE } from './contexts.data.ts';
import { BpfError } from './error.ts';
import { type Mapping, mapShared } from './memory.ts';
import { bpf, closeDescriptor, errorName, refusal } from './syscall.ts';

const MAP_TYPE = { hash: 1, array: 2, perCpuArray: 6, deviceMap: 14, ringBuffer: 27 } as const;

/** Flags of map creation. */
const NO_PREALLOCATION = 1;
const MMAPABLE = 1024;

export type MapKind = keyof typeof MAP_TYPE;

export interface MapOptions {
  readonly name: string;
  readonly kind: MapKind;
  /** Bytes; arrays have 4, a ring buffer 0. */
  readonly keySize: number;
  /** Bytes; a ring buffer has 0. */
  readonly valueSize: number;
  /** For a ring buffer: its bytes, a power of two and whole pages. */
  readonly entries: number;
  /** Arrays only: the values can be mapped into our memory. */
  readonly mappable?: boolean;
  /** Hash maps only: memory as it is needed, not all at once. */
  readonly lazy?: boolean;
}

export interface BpfMap extends MapOptions {
  readonly fd: number;
  close(): void;
}

/** Throws BpfError E_BPF_MAP, or E_NO_PERMISSION. */
export function createMap(options: MapOptions): BpfMap {
  const { name, kind, keySize, valueSize, entries, mappable = false, lazy = false } = options;
  const flags = (mappable ? MMAPABLE : 0) | (lazy ? NO_PREALLOCATION : 0);
  const fd = bpf(
    COMMAND.mapCreate,
    pack(MAP_CREATE, { type: MAP_TYPE[kind], keySize, valueSize, entries, flags, name }),
  );
  if (fd < 0) throw refusal('E_BPF_MAP', `the map "${name}" of ${entries} x ${valueSize} bytes (${kind})`, -fd);
  return { ...options, fd, close: () => closeDescriptor(fd) };
}

/** An array of `entries` values, each at the index that is its key. */
export function createArray(name: string, valueSize: number, entries: number): BpfMap {
  return createMap({ name, kind: 'array', keySize: 4, valueSize, entries, mappable: true });
}

/** An array in which each processor has values of its own: counters that need no atomic instruction. */
export function createPerCpuArray(name: string, valueSize: number, entries: number): BpfMap {
  return createMap({ name, kind: 'perCpuArray', keySize: 4, valueSize, entries });
}

/** Reads one value; null: there is none. Of a per-processor map: all processors' values, each in whole 8 bytes. */
export function lookup(map: BpfMap, key: Uint8Array): Buffer | null {
  checkKey(map, key);
  const value = Buffer.alloc(map.kind === 'perCpuArray' ? stride(map) * possibleCpus() : map.valueSize);
  const attributes = pack(MAP_ELEMENT, { map: map.fd, key, value });
  const result = bpf(COMMAND.mapLookup, attributes);
  if (result === 0) return value;
  if (errorName(-result) === 'ENOENT') return null;
  throw refusal('E_BPF_MAP', `reading the map "${map.name}"`, -result);
}

/** Writes one value. */
export function update(map: BpfMap, key: Uint8Array, value: Uint8Array, how: keyof typeof UPDATE = 'any'): void {
  checkKey(map, key);
  const size = map.kind === 'perCpuArray' ? stride(map) * possibleCpus() : map.valueSize;
  if (value.length !== size) {
    throw new BpfError('E_BPF_MAP', `the map "${map.name}" has values of ${size} bytes, not ${value.length}`);
  }
  const result = bpf(COMMAND.mapUpdate, pack(MAP_ELEMENT, { map: map.fd, key, value, flags: UPDATE[how] }));
  if (result < 0) throw refusal('E_BPF_MAP', `writing the map "${map.name}"`, -result);
}

/** Removes one entry of a hash map; false: there was none. */
export function remove(map: BpfMap, key: Uint8Array): boolean {
  checkKey(map, key);
  const result = bpf(COMMAND.mapDelete, pack(MAP_ELEMENT, { map: map.fd, key }));
  if (result === 0) return true;
  if (errorName(-result) === 'ENOENT') return false;
  throw refusal('E_BPF_MAP', `removing from the map "${map.name}"`, -result);
}

/** The key of an array's element. */
export function indexKey(index: number): Buffer {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(index);
  return key;
}

/** An entry of a per-processor array that is 64-bit counters: each one's sum over all processors. Exact up to 2^53. */
export function sumCounters(map: BpfMap, index: number): number[] {
  const value = lookup(map, indexKey(index));
  if (value === null) throw new BpfError('E_BPF_MAP', `the map "${map.name}" has no entry ${index}`);
  const sums = new Array<number>(Math.floor(map.valueSize / 8)).fill(0);
  for (let base = 0; base < value.length; base += stride(map)) {
    for (let k = 0; k < sums.length; k++) sums[k] += Number(value.readBigUInt64LE(base + k * 8));
  }
  return sums;
}

/** Bytes from one element of an array to the next: the kernel rounds values up to whole 8 bytes. */
export function stride(map: MapOptions): number {
  return Math.ceil(map.valueSize / 8) * 8;
}

/** An array's memory. Element `i` begins at `i * stride`; the memory behind the last one, up to a page, is zero. */
export interface MappedArray extends Mapping {
  readonly stride: number;
  readonly bytes: Uint8Array;
}

/** Maps a mappable array; whatever programs write is there at once, and the other way round. */
export function mapArray(map: BpfMap): MappedArray {
  if (map.kind !== 'array' || map.mappable !== true) {
    throw new BpfError('E_BPF_MAP', `the map "${map.name}" cannot be mapped: it is no array made mappable`);
  }
  const mapping = mapShared(map.fd, 0, stride(map) * map.entries, true);
  return { ...mapping, stride: stride(map), bytes: new Uint8Array(mapping.memory) };
}

let cpus = 0;

/** Processors that this machine could have: as many values has an element of a per-processor map. */
export function possibleCpus(): number {
  if (cpus === 0) cpus = parseCpuList(readFileSync('/sys/devices/system/cpu/possible', 'latin1'));
  return cpus;
}

/** How many processors a list like `0-3,8` counts: up to its highest number, holes included. */
export function parseCpuList(text: string): number {
  const last = Number(/(\d+)\s*$/.exec(text)?.[1]);
  if (!Number.isInteger(last) || last > 65_535) throw new BpfError('E_BPF_MAP', `"${text.trim()}" is no list of CPUs`);
  return last + 1;
}

function checkKey(map: BpfMap, key: Uint8Array): void {
  if (key.length === map.keySize) return;
  throw new BpfError('E_BPF_MAP', `the map "${map.name}" has keys of ${map.keySize} bytes, not ${key.length}`);
}
