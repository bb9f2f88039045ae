// Writing so that a file that cannot take everything ends with a whole line: a disk that is full takes half of one.
import { fstatSync, ftruncateSync, readFileSync, writeSync } from 'node:fs';

/** How long to wait before a full pipe is tried again. */
const RETRY_MS = 2;
const LINE_END = 10;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** The system calls that are made; tests give others. */
export interface FileCalls {
  write(fd: number, bytes: Uint8Array, offset: number): number;
  /** Takes the last bytes away again, where it is sure that they are ours. */
  cut(fd: number, bytes: number): void;
}

const SYSTEM: FileCalls = { write: writeSync, cut: cutFile };

/** Writes all of it, and gives null; else the error's code, and then the file ends with the last line that fitted. */
export function writeWholeLines(fd: number, text: string | Uint8Array, calls: FileCalls = SYSTEM): string | null {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let written = 0;
  while (written < bytes.length) {
    try {
      written += calls.write(fd, bytes, written);
    } catch (error) {
      const { code = 'EIO' } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') {
        // A pipe that someone made non-blocking is full.
        Atomics.wait(sleeper, 0, 0, RETRY_MS);
        continue;
      }
      const half = written === 0 ? 0 : written - (bytes.lastIndexOf(LINE_END, written - 1) + 1);
      if (half > 0) calls.cut(fd, half);
      return code;
    }
  }
  return null;
}

function cutFile(fd: number, bytes: number): void {
  try {
    const file = fstatSync(fd);
    // Where someone else writes behind us, or the file was longer than what we wrote, its end is not ours.
    if (file.isFile() && file.size === positionOf(fd)) ftruncateSync(fd, file.size - bytes);
  } catch {
    // It stays as it is.
  }
}

/** Where the next write goes (proc_pid_fdinfo(5)). Throws where the system does not tell. */
function positionOf(fd: number): number {
  return Number(/^pos:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'latin1'))?.[1]);
}
