import { LinkError } from '../link/error.ts';

/** A ping that cannot begin: a stable code (`E_...`), and a message that names the value and says what to do. */
export class PingError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PingError';
    this.code = code;
  }
}

/** What the link or the kernel refuses, as an error for the person who asked. */
export function asPingError<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toPingError(error);
  }
}

export function toPingError(error: unknown): unknown {
  if (error instanceof PingError) return error;
  if (error instanceof LinkError) return new PingError(error.code, error.message, { cause: error });
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EPERM' || code === 'EACCES') {
    const advice = 'run it as root (sudo), give the process CAP_NET_RAW, or ask with a full connection (connect)';
    return new PingError('E_NO_PERMISSION', `raw sockets are refused (${message}); ${advice}`, { cause: error });
  }
  if (code === 'EADDRINUSE') {
    return new PingError('E_NO_SOURCE_PORT', 'no free block of source ports; end other pings or scans', {
      cause: error,
    });
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new PingError('E_TOO_MANY_FILES', `${message}; raise the limit of open files (ulimit -n)`, { cause: error });
  }
  return error;
}
