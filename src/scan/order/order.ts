// The order in which probes go out. A cursor walks it place by place; both kinds have the same shape, and nothing is
// allocated on the way.
//
//   whole order:  place = block * hosts + slot; block gives every host its next port, slot picks the host
//   list:         the silent probes of earlier passes, in a keyed order of their own
import { lastNotAbove } from '../../target/search.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost, segmentEnd } from './host-table.ts';
import { createShuffle, inShard, type Shuffle, shuffle, unshuffle } from './permutation.ts';

export interface Cursor {
  host: number;
  portIndex: number;
  /** Where the probe's send time is kept. */
  place: number;
  /** True once `advance` has found the end. */
  done: boolean;
  /** Moves to the next probe; false at the end. */
  advance(): boolean;
}

type SharedOut = Pick<EngineSetup, 'table' | 'portNumbers' | 'shard'>;
type OrderSetup = Pick<EngineSetup, 'table' | 'portNumbers' | 'orderSeeds' | 'shard'>;

/** A shuffle of nothing would be an error; nobody asks it anything. */
function shuffleOf(size: number, seed: Uint32Array): Shuffle {
  return createShuffle(Math.max(1, size), seed);
}

/** Walks every (host, port) of this shard once; `from`: places that are passed over. */
export function createWalkCursor({ table, portNumbers, orderSeeds, shard }: OrderSetup, from = 0): Cursor {
  const ports = portNumbers.length;
  const hostShuffle = shuffleOf(table.hosts, orderSeeds.hosts);
  const portShuffle = shuffleOf(ports, orderSeeds.ports);
  let block = Math.floor(from / Math.max(1, table.hosts));
  let slot = from - block * table.hosts - 1;
  return {
    host: 0,
    portIndex: 0,
    place: from - 1,
    done: table.hosts === 0 || ports === 0,
    advance() {
      for (;;) {
        if (++slot === table.hosts) {
          slot = 0;
          block++;
        }
        if (block >= ports || this.done) {
          this.done = true;
          return false;
        }
        this.place++;
        const host = shuffle(hostShuffle, block, slot);
        const address = addressOfHost(table, host);
        if (shard.count > 1 && !inShard(block, address, shard.index, shard.count)) continue;
        this.host = host;
        this.portIndex = shuffle(portShuffle, address, block);
        return true;
      }
    },
  };
}

/** Walks `list` (ledger indices, ascending) in a keyed order; the place of a probe is its index in the list. */
export function createListCursor(
  { table, portNumbers, orderSeeds }: OrderSetup,
  list: Uint32Array,
  pass: number,
): Cursor {
  const ports = portNumbers.length;
  const order = shuffleOf(list.length, orderSeeds.hosts);
  let next = 0;
  return {
    host: 0,
    portIndex: 0,
    place: -1,
    done: list.length === 0 || table.hosts === 0,
    advance() {
      if (next === list.length) {
        this.done = true;
        return false;
      }
      this.place = shuffle(order, pass, next++);
      const index = list[this.place];
      this.host = Math.floor(index / ports);
      this.portIndex = index - this.host * ports;
      return true;
    },
  };
}

/** The inverse of the whole order: the place at which a probe was sent. */
export function createPlaceFinder({ table, portNumbers, orderSeeds }: OrderSetup) {
  const hostShuffle = shuffleOf(table.hosts, orderSeeds.hosts);
  const portShuffle = shuffleOf(portNumbers.length, orderSeeds.ports);
  return (host: number, address: number, portIndex: number): number => {
    const block = unshuffle(portShuffle, address, portIndex);
    return block * table.hosts + unshuffle(hostShuffle, block, host);
  };
}

/** True where the probe belongs to this shard. */
export function createShardTest({ table, portNumbers, orderSeeds, shard }: OrderSetup) {
  const portShuffle = shuffleOf(portNumbers.length, orderSeeds.ports);
  return (host: number, portIndex: number): boolean => {
    if (shard.count === 1) return true;
    const address = addressOfHost(table, host);
    return inShard(unshuffle(portShuffle, address, portIndex), address, shard.index, shard.count);
  };
}

/** How many probes of the host at `address` a shard asks: the blocks q of [0, ports) that are its (`inShard`). */
export function probesOfAddress(address: number, ports: number, { index, count }: EngineSetup['shard']): number {
  if (count === 1) return ports;
  const first = (index - 1 + count - (address % count)) % count;
  return first < ports ? Math.floor((ports - 1 - first) / count) + 1 : 0;
}

/** Of a host by number. */
export function probesPerHost({ table, portNumbers, shard }: SharedOut): (host: number) => number {
  const ports = portNumbers.length;
  return (host) => (shard.count === 1 ? ports : probesOfAddress(addressOfHost(table, host), ports, shard));
}

/** Of all hosts. */
export function countProbes({ table, portNumbers, shard }: SharedOut): number {
  const ports = portNumbers.length;
  if (shard.count === 1) return table.hosts * ports;
  let probes = 0;
  for (let segment = 0; segment < table.address.length; segment++) {
    const first = table.address[segment];
    const last = first + (segmentEnd(table, segment) - table.host[segment]) - 1;
    probes += probesOfRange(first, last, ports, shard);
  }
  return probes;
}

/** Of the addresses from `first` to `last`: `count` neighbours together have each port once. */
export function probesOfRange(first: number, last: number, ports: number, shard: EngineSetup['shard']): number {
  const addresses = last - first + 1;
  const rounds = Math.floor(addresses / shard.count);
  let probes = rounds * ports;
  for (let address = first + rounds * shard.count; address <= last; address++) {
    probes += probesOfAddress(address, ports, shard);
  }
  return probes;
}

/** Index of a value in an ascending list, or -1. */
export function indexInList(list: Uint32Array, value: number): number {
  const index = lastNotAbove(list, value);
  return index >= 0 && list[index] === value ? index : -1;
}
