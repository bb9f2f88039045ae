// Host names to addresses, as the system itself resolves them (/etc/hosts, mDNS, DNS: getaddrinfo(3)).
import { lookup as systemLookup } from 'node:dns/promises';
import { parseIpv4 } from '../wire/address.ts';
import { quote } from './quote.ts';
import { TargetError } from './target-error.ts';

/** IPv4 addresses of a name, as text, the preferred one first. Rejects where there is none. */
export type Lookup = (name: string) => Promise<readonly string[]>;

const PARALLEL = 64;
const LIMIT_MS = 5000;
const NAMED_MAX = 5; // names that an error lists

// getaddrinfo blocks a thread of Node's pool, which has four unless this is set before its first use. With four, a few
// names that nobody answers for would use up the time of all others.
process.env.UV_THREADPOOL_SIZE ??= String(PARALLEL);

async function lookupBySystem(name: string): Promise<readonly string[]> {
  const found = await systemLookup(name, { family: 4, all: true });
  return found.map(({ address }) => address);
}

export interface ResolveOptions {
  readonly signal?: AbortSignal;
  /** Instead of the system's. */
  readonly lookup?: Lookup;
  /** Milliseconds for one name. */
  readonly limitMs?: number;
}

export interface ResolvedNames {
  /** Addresses (unsigned 32-bit) of each name that has any. */
  readonly found: Map<string, number[]>;
  /** Of each name that has none, why. */
  readonly missing: Map<string, string>;
}

/** Looks every name up, up to 64 at a time, each within 5 seconds. Rejects only at the signal. */
export async function lookUpNames(
  names: Iterable<string>,
  { signal, lookup = lookupBySystem, limitMs = LIMIT_MS }: ResolveOptions = {},
): Promise<ResolvedNames> {
  const found = new Map<string, number[]>();
  const missing = new Map<string, string>();
  const waiting = new Set(names).values();
  const work = async (): Promise<void> => {
    for (const name of waiting) {
      signal?.throwIfAborted();
      try {
        const addresses = await within(lookup(name), limitMs, signal);
        const numbers = [...new Set(addresses.map(parseIpv4).filter((address) => address !== null))];
        if (numbers.length === 0) throw new Error('it has no IPv4 address');
        found.set(name, numbers);
      } catch (error) {
        signal?.throwIfAborted();
        missing.set(name, reasonOf(error));
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return { found, missing };
}

/** E_HOST_NOT_FOUND for names and why they are missing; `places`: where they were given ('' or `file:line`). */
export function namesNotFound(missing: ReadonlyMap<string, string>, places: ReadonlyMap<string, string>): TargetError {
  const failures = [...missing].map(([name, reason]) => {
    const place = places.get(name) ?? '';
    return `${place === '' ? '' : `${place}: `}${quote(name)} (${reason})`;
  });
  const listed = failures.slice(0, NAMED_MAX).join(', ');
  const more = failures.length > NAMED_MAX ? ` and ${failures.length - NAMED_MAX} more` : '';
  return new TargetError('E_HOST_NOT_FOUND', `host not found: ${listed}${more}; check the spelling or give addresses`);
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOTFOUND' || code === 'ENODATA') return 'no such name with an IPv4 address';
  if (code === 'EAI_AGAIN') return 'no name server answered';
  return error instanceof Error ? error.message : String(error);
}

/** The promise's result, or an error after `limitMs` or at the signal. */
async function within<T>(promise: Promise<T>, limitMs: number, signal: AbortSignal | undefined): Promise<T> {
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
