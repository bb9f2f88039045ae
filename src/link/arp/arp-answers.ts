// Who answered ARP: eleven bytes for each address that may be asked, whoever answers. A router that answers for a whole
// /8 of addresses takes what its ranges say beforehand, 184 MB, of which memory is touched only where somebody answers.
//
//   by number (address-book.ts)    kind: 0 none, 1 reply, 2 the kernel's table    MAC: 16 + 32 bits    round trip: µs
import { readU16, readU32 } from '../../wire/bytes.ts';
import type { AddressBook } from './address-book.ts';

export interface ArpAnswer {
  readonly mac: Uint8Array;
  /** Milliseconds; null where the address was asked more than once before it answered, or not at all. */
  readonly rttMs: number | null;
  readonly from: 'arp-reply' | 'neighbour-table';
}

/** By address, ascending. */
export interface ArpAnswers extends Iterable<[address: number, answer: ArpAnswer]> {
  readonly size: number;
  has(address: number): boolean;
  get(address: number): ArpAnswer | undefined;
}

export interface OwnArpAnswers extends ArpAnswers {
  hasIndex(index: number): boolean;
  /** Whether it is the MAC address at `at` of `bytes`, of one that has answered. */
  isMac(index: number, bytes: Uint8Array, at: number): boolean;
  /** The MAC address at `at` of `bytes`; for an address once. `rttMicros`: NO_RTT where it is not known. */
  put(index: number, from: ArpAnswer['from'], bytes: Uint8Array, at: number, rttMicros: number): void;
}

export const NO_RTT = 0xffffffff;

const REPLY = 1;
const TABLE = 2;

export function createArpAnswers(book: AddressBook): OwnArpAnswers {
  const kinds = new Uint8Array(book.size);
  const high = new Uint16Array(book.size);
  const low = new Uint32Array(book.size);
  const rtts = new Uint32Array(book.size);
  let size = 0;

  function answerAt(index: number): ArpAnswer {
    const mac = new Uint8Array(6);
    const view = new DataView(mac.buffer);
    view.setUint16(0, high[index]);
    view.setUint32(2, low[index]);
    const rttMs = rtts[index] === NO_RTT ? null : rtts[index] / 1000;
    return { mac, rttMs, from: kinds[index] === REPLY ? 'arp-reply' : 'neighbour-table' };
  }

  const answers = {
    hasIndex: (index: number) => kinds[index] !== 0,
    isMac(index: number, bytes: Uint8Array, at: number) {
      return high[index] === readU16(bytes, at) && low[index] === readU32(bytes, at + 2);
    },
    put(index: number, from: ArpAnswer['from'], bytes: Uint8Array, at: number, rttMicros: number) {
      kinds[index] = from === 'arp-reply' ? REPLY : TABLE;
      high[index] = readU16(bytes, at);
      low[index] = readU32(bytes, at + 2);
      rtts[index] = rttMicros;
      size++;
    },
    get size() {
      return size;
    },
    has(address: number) {
      const index = book.index(address);
      return index >= 0 && kinds[index] !== 0;
    },
    get: (address: number) => (answers.has(address) ? answerAt(book.index(address)) : undefined),
    *[Symbol.iterator](): Generator<[number, ArpAnswer]> {
      for (let index = 0; index < book.size; index++) {
        if (kinds[index] !== 0) yield [book.address(index), answerAt(index)];
      }
    },
  };
  return answers;
}
