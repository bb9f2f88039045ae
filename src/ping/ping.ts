// The door of this room: checks what is asked, runs it, and hands over what happens.

import { createEventQueue } from './book/event-queue.ts';
import { PingError, toPingError } from './error.ts';
import type { Sink } from './run.ts';
import type { PingEvent, PingOptions } from './types.ts';

const TARGETS_MOST = 1_000_000;
const TIMER_MOST_MS = 2 ** 31 - 1;

/**
 * Probes the targets until every one had its count, or the signal comes: then within 300 ms what is known is told, with
 * a `ping-end` for each target. Nothing is sent before the first event is asked for. Leaving the iteration ends the run.
 * Throws PingError: E_USAGE, E_NO_PERMISSION, E_NOT_OUR_ADDRESS, E_NO_INTERFACE, E_INTERFACE_DOWN, E_NO_ROUTE,
 * E_NOT_ON_LINK, E_PAYLOAD_TOO_LARGE, E_NO_SOURCE_PORT, E_TOO_MANY_FILES, E_PCAP_FILE, E_INTERFACE_UNSUPPORTED.
 */
export function ping(
  options: PingOptions,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncIterableIterator<PingEvent> {
  checkOptions(options);
  const left = new AbortController();
  const either = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  let running: Promise<void> | null = null;
  const queue = createEventQueue<PingEvent>(async () => {
    left.abort();
    await running;
  });
  const sink: Sink = { emit: queue.push, waiting: () => queue.length };

  async function run(): Promise<void> {
    try {
      await runPing(options, sink, either);
      queue.end();
    } catch (error) {
      queue.end(error);
    }
  }

  return {
    next() {
      running ??= run();
      return queue.next();
    },
    return: () => queue.return?.() as Promise<IteratorResult<PingEvent>>,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** The same into a sink. Throws PingError as `ping` does. */
export async function runPing(options: PingOptions, sink: Sink, signal: AbortSignal): Promise<void> {
  checkOptions(options);
  try {
    // Each loads much that the other has no need of.
    if (options.method === 'connect') await (await import('./connect-run.ts')).runConnect(options, sink, signal);
    else await (await import('./raw-run.ts')).runRaw(options, options.method, sink, signal);
  } catch (error) {
    throw toPingError(error);
  }
}

function checkOptions(options: PingOptions): void {
  const { targets, method, count, intervalMs, rateCap, timeoutMs, ttl, tos, flags, echoCode = 0 } = options;
  need(targets.length > 0 && targets.length <= TARGETS_MOST, `${targets.length} targets: name 1 to ${TARGETS_MOST}`);
  for (const { name, address, port } of targets) {
    need(isWhole(address, 0, 0xffff_ffff), `${name}: ${address} is no IPv4 address`);
    const portless = method === 'icmp' || method === 'arp';
    need(portless ? port === 0 : isWhole(port, 1, 65535), `${name}: ${port} is no port for ${method}`);
  }
  need(count === null || isWhole(count, 1, 0xffff_ffff), `${count} is no count: 1 or more, or null for endless`);
  need(intervalMs >= 0 && intervalMs <= TIMER_MOST_MS, `an interval of ${intervalMs} ms: 0 to ${TIMER_MOST_MS}`);
  need(
    timeoutMs > 0 && timeoutMs <= TIMER_MOST_MS,
    `a timeout of ${timeoutMs} ms: more than 0, at most ${TIMER_MOST_MS}`,
  );
  need(rateCap === null || (rateCap > 0 && rateCap < 1e9), `a rate of ${rateCap}: more than 0, or null for no cap`);
  need(isWhole(ttl, 1, 255), `a TTL of ${ttl}: 1 to 255`);
  need(isWhole(tos, 0, 255), `a type of service of ${tos}: 0 to 255`);
  need(isWhole(flags, 0, 255), `TCP flags of ${flags}: 0 to 255`);
  need(isWhole(echoCode, 0, 255), `a code of ${echoCode}: 0 to 255`);
  const shortest = 60;
  need(method !== 'arp' || intervalMs >= shortest, `an interval of ${intervalMs} ms: ARP needs ${shortest} or more`);
}

function need(right: boolean, text: string): void {
  if (!right) throw new PingError('E_USAGE', text);
}

function isWhole(value: number, from: number, to: number): boolean {
  return Number.isInteger(value) && value >= from && value <= to;
}
