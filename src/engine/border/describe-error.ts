// An error on its way out of the engine: a stable code and a sentence for a person.
import { resourceText } from '../resource-error.ts';

export interface DescribedError {
  readonly code: string;
  readonly message: string;
}

export function describeError(error: unknown): DescribedError {
  const { code, message, stack } = Object(error) as NodeJS.ErrnoException;
  if (code?.startsWith('E_')) return { code, message };
  if (code === 'EPERM' || code === 'EACCES') {
    return {
      code: 'E_NO_PERMISSION',
      message: `raw sockets are refused (${message}): run as root, or give CAP_NET_RAW`,
    };
  }
  const resource = resourceText(error);
  if (resource !== null) return { code: 'E_RESOURCES', message: `the packet engine cannot go on: ${resource}` };
  return { code: 'E_ENGINE', message: process.env.PORTOLAN_DEBUG ? String(stack) : String(message ?? error) };
}
