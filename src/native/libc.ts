// The C library, through koffi. Each module of this folder declares the few functions it calls; nobody else does.
// koffi itself is loaded at the first call: a command that asks the kernel nothing starts without it.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { default as Koffi, LibraryHandle } from 'koffi';
import { getSystemErrorMessage, getSystemErrorName } from './error-words.ts';

// biome-ignore lint/suspicious/noExplicitAny: the prototype, a string, is what types the call
type Call = (...args: any[]) => any;

/** `async` runs the call in another thread; its last argument is `(error, result) => void`. */
export type NativeFunction = Call & { readonly async: Call };

/**
 * Linux with glibc. koffi's own loader finds out what machine this is in JavaScript, for 15 ms; its binary takes 2 ms, and each
 * process and each thread waits for it before its first packet. All other machines are known to koffi's loader alone.
 */
const BINARIES: Readonly<Record<string, { readonly file: string; readonly otherLibc: string }>> = {
  x64: { file: 'koffi-linux-x64/linux_x64/koffi.node', otherLibc: '/lib/ld-musl-x86_64.so.1' },
  arm64: { file: 'koffi-linux-arm64/linux_arm64/koffi.node', otherLibc: '/lib/ld-musl-aarch64.so.1' },
};

let loaded: typeof Koffi | undefined;
let library: LibraryHandle | undefined;

function koffi(): typeof Koffi {
  loaded ??= loadBinary(process.platform, process.arch) ?? (createRequire(import.meta.url)('koffi') as typeof Koffi);
  return loaded;
}

/** koffi without its loader; null where it is not known which binary is the right one, or where it lies. */
export function loadBinary(platform: NodeJS.Platform, architecture: string): typeof Koffi | null {
  const known = Object.hasOwn(BINARIES, architecture) ? BINARIES[architecture] : undefined;
  if (platform !== 'linux' || known === undefined || existsSync(known.otherLibc)) return null;
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'node_modules', '@koromix', known.file);
    if (!existsSync(path)) continue;
    const addon = { exports: {} };
    try {
      process.dlopen(addon, path);
    } catch {
      return null;
    }
    return addon.exports as typeof Koffi;
  }
  return null;
}

/** Declares a function of the C library by its C prototype; it is looked up at the first call. */
export function declare(prototype: string): NativeFunction {
  let found: NativeFunction | undefined;
  function find(): NativeFunction {
    library ??= koffi().load(process.platform === 'darwin' ? 'libc.dylib' : 'libc.so.6');
    found = library.func(prototype);
    return found;
  }
  const call = (...args: unknown[]) => (found ?? find())(...args);
  return Object.assign(call, { async: (...args: unknown[]) => (found ?? find()).async(...args) });
}

/** A system call failed: which, on what, and the system's own word for it (errno(3)). */
export class SystemError extends Error {
  /** Symbolic errno, such as `EPERM`. */
  readonly code: string;
  readonly errno: number;
  readonly operation: string;

  constructor(operation: string, errno: number = koffi().errno()) {
    super(`${operation}: ${getSystemErrorMessage(-errno)}`);
    this.name = 'SystemError';
    this.operation = operation;
    this.errno = errno;
    this.code = getSystemErrorName(-errno);
  }
}

/** The errno that the last call on this thread left. */
export function errno(): number {
  return koffi().errno();
}

/** The address of a buffer's first byte, for structures that hold pointers. The buffer must stay referenced. */
export function addressOf(buffer: Uint8Array): bigint {
  return koffi().address(buffer) as bigint;
}

/** `length` bytes of memory that C gave us (mmap), as an ArrayBuffer that shares them. */
export function viewOf(pointer: unknown, length: number): ArrayBuffer {
  return koffi().view(pointer, length);
}
