// The C library, through koffi. Each module of this folder declares the few functions it calls; nobody else does.
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import koffi, { type KoffiFunc, type LibraryHandle } from 'koffi';

// biome-ignore lint/suspicious/noExplicitAny: the prototype, a string, is what types the call
export type NativeFunction = KoffiFunc<(...args: any[]) => any>;

let library: LibraryHandle | undefined;

/** Declares a function of the C library by its C prototype; the library is opened at the first call. */
export function declare(prototype: string): NativeFunction {
  library ??= koffi.load(process.platform === 'darwin' ? 'libc.dylib' : 'libc.so.6');
  return library.func(prototype);
}

/** A system call failed: which, on what, and the system's own word for it (errno(3)). */
export class SystemError extends Error {
  /** Symbolic errno, such as `EPERM`. */
  readonly code: string;
  readonly errno: number;
  readonly operation: string;

  constructor(operation: string, errno: number = koffi.errno()) {
    super(`${operation}: ${getSystemErrorMessage(-errno)}`);
    this.name = 'SystemError';
    this.operation = operation;
    this.errno = errno;
    this.code = getSystemErrorName(-errno);
  }
}

/** The errno that the last call on this thread left. */
export function errno(): number {
  return koffi.errno();
}

/** The address of a buffer's first byte, for structures that hold pointers. The buffer must stay referenced. */
export function addressOf(buffer: Uint8Array): bigint {
  return koffi.address(buffer) as bigint;
}

/** `length` bytes of memory that C gave us (mmap), as an ArrayBuffer that shares them. */
export function viewOf(pointer: unknown, length: number): ArrayBuffer {
  return koffi.view(pointer, length);
}
