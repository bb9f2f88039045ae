// The consumer's side of a BPF ring buffer (Documentation/bpf/ringbuf.rst): records are read where the kernel wrote them.
//
//   page 0    consumer position, 64 bits: written by us
//   page 1    producer position, 64 bits: written by the kernel
//   then      the data, mapped twice in a row, so that a record never breaks at the end
//
//   record    length 32 bits (bit 31: still being written, bit 30: discarded), 32 bits of the kernel's, then its bytes;
//             the next record begins at a multiple of 8
//
// Positions only grow. Invariant: consumer <= producer <= consumer + size. One thread reads.
import { BpfError } from './error.ts';
import type { BpfMap } from './maps.ts';
import { mapShared, PAGE_SIZE } from './memory.ts';

const HEADER = 8;
const BUSY = 0x80000000 | 0;
const DISCARDED = 0x40000000;
const LENGTH = 0x3fffffff;

export interface RingBuffer {
  /** The data, twice. A record's bytes may be read until `release` is called. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where the next record begins in `bytes`, or -1 where there is none yet. Discarded ones are skipped. */
  next(): number;
  /** Bytes of the record that `next` found last; never more than the buffer holds. */
  length(): number;
  /** Gives all records that `next` has found back to the kernel. Once for many: it allocates a little. */
  release(): void;
  /** How full the buffer is, bytes; the kernel drops what does not fit, and the program sees it (a null pointer). */
  waiting(): number;
  unmap(): void;
}

export function openRingBuffer(map: BpfMap): RingBuffer {
  if (map.kind !== 'ringBuffer') throw new BpfError('E_BPF_MAP', `the map "${map.name}" is no ring buffer`);
  const size = map.entries;
  const consumerPage = mapShared(map.fd, 0, PAGE_SIZE, true);
  const producerPages = mapShared(map.fd, PAGE_SIZE, PAGE_SIZE + 2 * size, false);
  const consumer = new BigUint64Array(consumerPage.memory, 0, 1);
  // The low 32 bits are enough to see how far the kernel is ahead: no buffer is that large.
  const producer = new Int32Array(producerPages.memory, 0, 1);
  const headers = new Int32Array(producerPages.memory, PAGE_SIZE, size / 2);
  const bytes = new Uint8Array(producerPages.memory, PAGE_SIZE, 2 * size);
  let position = Number(Atomics.load(consumer, 0));
  let found = 0;

  function ahead(): number {
    return (Atomics.load(producer, 0) - (position % 2 ** 32)) >>> 0;
  }

  return {
    bytes,
    view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    next() {
      while (ahead() >= HEADER) {
        const at = position % size;
        // The kernel clears the busy bit after it has written the record: what is read after this is complete.
        const header = Atomics.load(headers, at >>> 2);
        if ((header & BUSY) !== 0) return -1;
        found = Math.min(header & LENGTH, size - HEADER);
        position += Math.ceil((found + HEADER) / 8) * 8;
        if ((header & DISCARDED) === 0) return at + HEADER;
      }
      return -1;
    },
    length: () => found,
    release: () => void Atomics.store(consumer, 0, BigInt(position)),
    waiting: ahead,
    unmap() {
      consumerPage.unmap();
      producerPages.unmap();
    },
  };
}
