/** Something about eBPF that a person has to know: a mistake in a program of ours, or what the kernel refused. */
export class BpfError extends Error {
  /** Stable: `E_...`. */
  readonly code: string;
  /** The kernel's word, such as `EPERM`; empty where it was not asked. */
  readonly errno: string;

  constructor(code: string, message: string, errno = '') {
    super(`${code}: ${message}`);
    this.name = 'BpfError';
    this.code = code;
    this.errno = errno;
  }
}
