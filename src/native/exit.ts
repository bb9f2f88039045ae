// The end of a process whose threads may be anywhere.
import { declare } from './libc.ts';

const exitCall = declare('void _exit(int code)');

/**
 * Ends the process at once, all its threads with it (_exit(2)). process.exit() ends thread after thread, and one that is just loading
 * the C library then cannot be told that it may not: the process dies of "FATAL ERROR: ... napi_throw".
 */
export function exitNow(code: number): never {
  if (process.platform !== 'win32') exitCall(code);
  process.exit(code);
}
