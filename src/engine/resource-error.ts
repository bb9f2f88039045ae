// What ran out, for a person: the system's errors about limits are nobody's bug.

/** What is to be done about each (errno(3)). */
const REMEDIES: Readonly<Record<string, string>> = {
  EMFILE: 'this process may not open more files (EMFILE): raise the limit, ulimit -n 1024',
  ENFILE: 'the system has too many open files (ENFILE): end some programs, or raise fs.file-max',
  EAGAIN:
    'no more processes or threads may be started (EAGAIN): raise the limit (ulimit -u, or that of the container), or end some',
  ENOMEM: 'there is not enough memory (ENOMEM)',
  ENOSPC: 'no space is left (ENOSPC)',
  EDQUOT: "the user's share of the disk is used up (EDQUOT)",
  EFBIG: 'the file may not become larger (EFBIG): ulimit -f',
  EIO: 'the device failed, or the terminal is gone (EIO)',
  // Node's own word where a thread cannot be started.
  ERR_WORKER_INIT_FAILED: 'no more threads may be started, or no more files opened: raise the limits (ulimit -u, -n)',
};

/** The sentence for an error that says that something ran out; null for any other. */
export function resourceText(error: unknown): string | null {
  const { code, message = '' } = (error ?? {}) as { code?: unknown; message?: string };
  const named = typeof code === 'string' ? code : '';
  // Some errors carry it in their text alone: "open '...': EMFILE, too many open files", "... failed: EMFILE", and those of
  // dlopen(3) in the C library's words.
  const said =
    /\b(EMFILE|ENFILE|ENOMEM)\b/.exec(message)?.[1] ?? (/too many open files/i.test(message) ? 'EMFILE' : undefined);
  const name = Object.hasOwn(REMEDIES, named) ? named : said;
  return name === undefined ? null : REMEDIES[name];
}
