// Memory of the kernel, mapped: the contents of arrays and ring buffers (mmap(2)).
import { declare, SystemError, viewOf } from '../libc.ts';

const mmapCall = declare('void* mmap(void* address, size_t length, int protection, int flags, int fd, long offset)');
const munmapCall = declare('int munmap(void* address, size_t length)');
const pageSizeCall = declare('int getpagesize()');

const PROT_READ = 1;
const PROT_WRITE = 2;
const MAP_SHARED = 1;

export const PAGE_SIZE = Number(pageSizeCall());

export interface Mapping {
  readonly memory: ArrayBuffer;
  /** After this nothing may touch `memory`, nor a view of it: there is nothing behind it any more. */
  unmap(): void;
}

/** Maps `length` bytes (rounded up to whole pages) of a descriptor from `offset`. Throws SystemError. */
export function mapShared(fd: number, offset: number, length: number, writable: boolean): Mapping {
  const whole = Math.ceil(length / PAGE_SIZE) * PAGE_SIZE;
  const pointer = mmapCall(null, whole, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, offset);
  if (pointer === null || BigInt.asIntN(64, BigInt(pointer as bigint)) === -1n) throw new SystemError('mmap');
  let mapped = true;
  return {
    memory: viewOf(pointer, whole),
    unmap() {
      if (mapped) munmapCall(pointer, whole);
      mapped = false;
    },
  };
}
