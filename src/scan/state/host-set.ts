// Which hosts are up. A bit for each where the scan has memory for every host; else a table of bounded size, as few of
// very many hosts answer.
import { bitBytes, createBits, hasBit, nextBit, setBit } from './bits.ts';
import { createNumberTable, numberTableBytes } from './number-table.ts';

/** A scan without a ledger remembers so many hosts that are up; of more it may tell one twice. */
export const UP_MOST = 2 ** 22;

export interface HostSet {
  /** How many are in. */
  readonly size: number;
  has(host: number): boolean;
  /** True where it was not in. */
  add(host: number): boolean;
  /** The first from `host` on that is in; where none is, the number of hosts. With a ledger only. */
  next(host: number): number;
}

export function hostSetBytes(hosts: number, stateful: boolean): number {
  return stateful ? bitBytes(hosts) : numberTableBytes(Math.min(hosts, UP_MOST));
}

export function createHostSet(hosts: number, stateful: boolean): HostSet {
  return stateful ? everyHost(hosts) : fewHosts(hosts);
}

function everyHost(hosts: number): HostSet {
  const bits = createBits(hosts);
  let size = 0;
  return {
    get size() {
      return size;
    },
    has: (host) => hasBit(bits, host),
    next: (host) => nextBit(bits, host, hosts),
    add(host) {
      if (hasBit(bits, host)) return false;
      setBit(bits, host);
      size++;
      return true;
    },
  };
}

function fewHosts(hosts: number): HostSet {
  const table = createNumberTable(UP_MOST);
  let forgotten = 0;
  return {
    get size() {
      return table.size + forgotten;
    },
    has: (host) => table.get(host) !== 0,
    next: () => hosts,
    add(host) {
      if (table.get(host) !== 0) return false;
      if (!table.set(host, 1)) forgotten++;
      return true;
    },
  };
}
