// The door for other programs, `portolan/ping`.
//
//   for await (const event of ping({ target: '198.18.0.2', port: 443, count: 4 })) console.log(event);
import { formatIpv4, parseIpv4 } from '../wire/address.ts';
import { SYN } from '../wire/tcp.ts';
import { PingError } from './error.ts';
import { ping as pingTargets } from './ping.ts';
import type { PingEvent, PingOptions, PingTarget } from './types.ts';

export { createRttStatistics, type RttStatistics } from './book/statistics.ts';
export { PingError } from './error.ts';
export type * from './types.ts';

/** What has a default may be left out, and one target may be named by its address. */
export interface PingRequest extends Partial<Omit<PingOptions, 'source'>> {
  /** IPv4, dotted quad: instead of `targets`. Host names are for the caller to resolve. */
  readonly target?: string;
  /** 443 unless the method has no ports. With `target`. */
  readonly port?: number;
  /** Our address: dotted quad or number. */
  readonly source?: string | number | null;
}

export const DEFAULTS: Omit<PingOptions, 'targets'> = {
  method: 'tcp',
  count: null,
  intervalMs: 1000,
  rateCap: null,
  timeoutMs: 1000,
  interfaceName: null,
  source: null,
  syn: 'full',
  flags: SYN,
  ttl: 64,
  tos: 0,
  dontFragment: true,
  payload: new Uint8Array(0),
  recordTo: null,
};

const DEFAULT_PORT = 443;

/** As `ping` of ping.ts. Throws PingError with E_USAGE where the request cannot be understood. */
export function ping(
  { target, port, source, ...request }: PingRequest,
  control: { readonly signal?: AbortSignal } = {},
): AsyncIterableIterator<PingEvent> {
  const options = { ...DEFAULTS, ...request };
  const portless = options.method === 'icmp' || options.method === 'arp';
  const targets: PingTarget[] = [...(request.targets ?? [])];
  if (target !== undefined) {
    targets.push({ name: target, address: addressOf(target), port: portless ? 0 : (port ?? DEFAULT_PORT) });
  }
  const from = typeof source === 'string' ? addressOf(source) : (source ?? null);
  return pingTargets({ ...options, targets, source: from }, control);
}

/** The targets of several ports of one address. */
export function targetsAt(address: string | number, ports: readonly number[]): PingTarget[] {
  const name = typeof address === 'number' ? formatIpv4(address) : address;
  const number = typeof address === 'number' ? address : addressOf(address);
  return ports.map((port) => ({ name, address: number, port }));
}

function addressOf(text: string): number {
  const address = parseIpv4(text);
  if (address === null) throw new PingError('E_USAGE', `"${text}" is no IPv4 address; resolve names first`);
  return address;
}
