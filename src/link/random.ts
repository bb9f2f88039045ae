// Numbers that nobody can foresee, from the kernel (random(4)). node:crypto has the same ones, but every process and every thread
// that loads it does so for 13 ms.
import { closeSync, openSync, readSync } from 'node:fs';

export function randomBytes(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let file: number;
  try {
    file = openSync('/dev/urandom', 'r');
  } catch {
    return process.getBuiltinModule('node:crypto').randomBytes(length); // there is no such file
  }
  try {
    for (let at = 0; at < length; ) at += readSync(file, bytes, at, length - at, null);
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** A whole number from 0, below `limit` (at most 2^32). */
export function randomInt(limit: number): number {
  return randomBytes(6).readUIntLE(0, 6) % limit;
}
