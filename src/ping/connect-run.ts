// A run with full connections of the kernel's own TCP: needs no privileges, and its clock is this process's.

import { createConnection, type Socket } from 'node:net';
import { createPacer } from '../link/pacer.ts';
import { bootMillis } from '../link/time.ts';
import { formatIpv4 } from '../wire/address.ts';
import { type Answer, createBook, createTargetState, type TargetState } from './book/book.ts';
import { numberGroups } from './book/groups.ts';
import { createProbeTable, WAITING } from './book/probe-table.ts';
import { PingError } from './error.ts';
import { planPaths, type Reach, reachKey } from './reach/paths.ts';
import type { Sink } from './run.ts';
import { createPauser } from './send/pause.ts';
import { createSchedule } from './send/schedule.ts';
import type { PingOptions, PingState } from './types.ts';

const REST_MS = 50;
const EVENTS_WAITING_MOST = 100_000;
const BEHIND_MOST_MS = 100;
const INTERRUPTED_MS = 120;

/** What an error of connect(2) says of the target, or of us. */
const MEANINGS: Readonly<Record<string, readonly [state: PingState, reason: string]>> = {
  ECONNREFUSED: ['closed', 'rst'],
  ECONNRESET: ['closed', 'rst'],
  EHOSTUNREACH: ['unreachable', 'host-unreachable'],
  ENETUNREACH: ['refused-by-us', 'network-unreachable'],
  ETIMEDOUT: ['no-answer', 'no-response'],
  ENETDOWN: ['refused-by-us', 'interface-down'],
  EADDRNOTAVAIL: ['refused-by-us', 'address-gone'],
  EACCES: ['refused-by-us', 'not-permitted'],
  EPERM: ['refused-by-us', 'not-permitted'],
  EMFILE: ['refused-by-us', 'too-many-open-files'],
  ENFILE: ['refused-by-us', 'too-many-open-files'],
};

export async function runConnect(options: PingOptions, sink: Sink, signal: AbortSignal): Promise<void> {
  const reaches = planPaths(options);
  needSameInterface(options, reaches);
  const schedule = createSchedule(options.targets.length, options.intervalMs, options.rateCap);
  const { timeoutMs } = options;
  const table = createProbeTable((1000 / schedule.spacingMs) * (timeoutMs / 1000));
  const numbers = numberGroups(options.targets);
  const targets = options.targets.map((target, k) => {
    const reach = reaches.get(reachKey(target)) as Reach;
    const [path, refusal] = 'path' in reach ? [reach.path, ''] : [null, reach.refused];
    return createTargetState(target, path, refusal, numbers[k]);
  });
  const book = createBook(table, targets, { method: 'connect', timeoutMs, clock: 'process' }, sink.emit, sink.waiting);
  const sockets = new Map<number, Socket>();
  const pacer = options.rateCap === null ? null : createPacer(options.rateCap);
  const pauser = createPauser();
  const total = options.count === null ? Number.POSITIVE_INFINITY : options.count * targets.length;
  signal.addEventListener('abort', pauser.wake, { once: true });

  function finish(slot: number, key: number, answer: Answer | null, state: PingState, reason: string): void {
    if (table.key[slot] !== key || table.state[slot] !== WAITING) return;
    sockets.delete(slot);
    if (answer === null) book.giveUp(slot, state, reason);
    else book.answer(slot, answer, bootMillis() - table.sentAt[slot]);
    if (table.waiting === 0) pauser.wake();
  }

  function probe(each: TargetState, index: number, key: number): void {
    const { address, port } = each.target;
    if (each.sent === 0) book.start(each, 0, 0);
    const slot = table.add(key, bootMillis());
    table.target[slot] = index;
    table.number[slot] = ++each.sent;
    table.sequence[slot] = 0;
    table.sourcePort[slot] = 0;
    table.stamped[slot] = 1;
    if (each.path === null) {
      book.giveUp(slot, 'refused-by-us', each.refusal);
      return;
    }
    const localAddress = options.source === null ? undefined : formatIpv4(options.source);
    const socket = createConnection({ host: each.dst, port, family: 4, autoSelectFamily: false, localAddress });
    sockets.set(slot, socket);
    socket.on('connect', () => {
      table.sourcePort[slot] = socket.localPort ?? 0;
      finish(slot, key, answerOf('open', 'syn-ack', address), 'open', 'syn-ack');
      socket.resetAndDestroy();
    });
    // The listener stays: an error after the answer must not end the process.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const [state, reason] = MEANINGS[error.code ?? ''] ?? ['refused-by-us', error.code ?? 'unknown'];
      finish(slot, key, state === 'closed' ? answerOf(state, reason, address) : null, state, reason);
    });
  }

  function giveUpBefore(before: number, reason: string): void {
    for (let slot = table.oldestWaiting(before); slot >= 0; slot = table.oldestWaiting(before)) {
      sockets.get(slot)?.destroy();
      sockets.delete(slot);
      book.giveUp(slot, 'no-answer', reason);
    }
  }

  let start = bootMillis();
  let next = 0;
  try {
    while (!signal.aborted) {
      const now = bootMillis();
      giveUpBefore(now - timeoutMs, 'no-response');
      while (next < total && start + schedule.dueAt(next) <= now && table.hasRoom()) {
        const behind = now - start - schedule.dueAt(next);
        if (behind > BEHIND_MOST_MS) start += behind;
        if (sink.waiting() > EVENTS_WAITING_MOST || (pacer !== null && pacer.allowance(now, 1) === 0)) break;
        const index = next % targets.length;
        probe(targets[index], index, next);
        pacer?.sent(1, now);
        next++;
      }
      table.forget(now - timeoutMs);
      if (next >= total && table.waiting === 0) break;
      const due = next < total ? start + schedule.dueAt(next) - bootMillis() : REST_MS;
      await pauser.pause(Math.min(Math.max(due, 0), REST_MS));
    }
    const until = bootMillis() + INTERRUPTED_MS;
    while (table.waiting > 0 && bootMillis() < until) await new Promise((resolve) => setTimeout(resolve, 5));
    giveUpBefore(bootMillis() - timeoutMs, 'no-response');
    giveUpBefore(Number.POSITIVE_INFINITY, 'interrupted');
    for (const each of targets) book.end(each, signal.aborted);
  } finally {
    signal.removeEventListener('abort', pauser.wake);
    for (const socket of sockets.values()) socket.destroy();
  }
}

function answerOf(state: PingState, reason: string, sender: number): Answer {
  const nothing = { acknowledgement: 0, hasAcknowledgement: false, ttl: -1, window: -1, mac: null, at: 0 };
  return { state, reason, sender, isError: false, ...nothing, packet: null, packetAt: 0, packetEnd: 0 };
}

/** A connection goes where the kernel routes it: an interface that is not that one would be a lie. */
function needSameInterface(options: PingOptions, reaches: ReadonlyMap<number, Reach>): void {
  if (options.interfaceName === null) return;
  const routed = planPaths({ ...options, interfaceName: null });
  for (const [key, reach] of reaches) {
    const usual = routed.get(key);
    const address = Math.floor(key / 65536);
    if (usual === undefined || !('path' in reach) || !('path' in usual)) continue;
    if (usual.path.interfaceIndex === reach.path.interfaceIndex) continue;
    const text = `a connection to ${formatIpv4(address)} goes through ${usual.path.interfaceName}, not ${options.interfaceName}`;
    throw new PingError('E_INTERFACE_UNSUPPORTED', `${text}; ask with packets (as root), or leave the interface out`);
  }
}
