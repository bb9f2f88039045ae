// A run with packets of our own making. One loop:
//
//   read what came        each answer finds its probe, each probe its time of leaving
//   give up               who was not answered in time; the rings were read just before
//   send what is due      by the clock, never by the last probe
//   rest                  until the next probe is due, a few milliseconds at the most
//
// It ends when every probe is decided and no more of them is expected, or when it is told to.
import { createCarrierWatch } from '../link/interfaces/carrier-watch.ts';
import type { HopLine } from '../link/next-hops/hop-line.ts';
import { onceEach } from '../link/next-hops/hop-notices.ts';
import { createPacer, type Pacer } from '../link/pacer.ts';
import { randomInt } from '../link/random.ts';
import type { ReservedPorts } from '../link/reserved-ports.ts';
import { bootMillis, realtimeMicros } from '../link/time.ts';
import { createPingPacket, type PingPacket } from '../probe/ping-packet.ts';
import * as arp from '../wire/arp.ts';
import { writeU16 } from '../wire/bytes.ts';
import * as ethernet from '../wire/ethernet.ts';
import { createBook, createTargetState, type TargetState } from './book/book.ts';
import { createGroups, numberGroups } from './book/groups.ts';
import { createProbeTable } from './book/probe-table.ts';
import { asPingError, PingError } from './error.ts';
import { type Doors, openDoors, portsNeeded, takePorts } from './reach/doors.ts';
import { followNextHops, type NextHops, noticeSilentHops, openLine } from './reach/next-hops.ts';
import { type Path, planPaths, type Reach, reachKey, resolvePaths, whyNot } from './reach/paths.ts';
import { createClockWatch } from './read/clock-watch.ts';
import { createReader } from './read/reader.ts';
import type { RawMethod, Run, Sink } from './run.ts';
import { createPauser } from './send/pause.ts';
import { createSchedule, type Schedule } from './send/schedule.ts';
import { createSending } from './send/sending.ts';
import type { PingOptions } from './types.ts';

/** Milliseconds that an answer may wait in the ring before it is read: blocks are handed over after a few. */
const RING_MS = 25;
/** Nobody reads for so long at the most, on a machine with a lot to do. */
const UNREAD_MS = 1000;
/** How long a probe is remembered after its timeout, for late answers and duplicates. */
const REMEMBER_MS = 15_000;
/** The longest rest while answers are awaited, and while none is. */
const BUSY_REST_MS = 4;
const IDLE_REST_MS = 50;
/** What is on its way when the run is interrupted may still come in. */
const INTERRUPTED_MS = 120;
/** After the last answer, for its duplicates. */
const LINGER_LEAST_MS = 50;
const LINGER_MOST_MS = 2000;
/** A schedule that is this late is moved: no burst makes up for it. */
const BEHIND_MOST_MS = 100;
/** No more probes while so many events wait for their reader. */
const EVENTS_WAITING_MOST = 100_000;
const HOUSEKEEPING_MS = 1000;
const NOTICES_MOST = 20;

export async function runRaw(options: PingOptions, method: RawMethod, sink: Sink, signal: AbortSignal): Promise<void> {
  const schedule = createSchedule(options.targets.length, options.intervalMs, options.rateCap);
  // One request at a time: an ARP reply does not say which of two it answers.
  const timeoutMs = method === 'arp' ? Math.min(options.timeoutMs, schedule.intervalMs - RING_MS) : options.timeoutMs;
  const packet = method === 'arp' ? null : makePacket(options, method);
  const ports = takeSourcePorts(method, options, schedule);
  const cap = options.rateCap === null ? null : createPacer(options.rateCap);
  let doors: Doors | null = null;
  let line: HopLine | null = null;
  try {
    const reaches = planPaths(options, ports?.base);
    const paths = [...new Set([...reaches.values()].flatMap((reach) => ('path' in reach ? [reach.path] : [])))];
    const portBase = ports === null ? 1 + randomInt(65535) : ports.base;
    const portCount = ports?.count ?? 1;
    const table = createProbeTable((1000 / schedule.spacingMs) * ((timeoutMs + REMEMBER_MS) / 1000));
    const numbers = numberGroups(options.targets);
    const targets = options.targets.map((target, k) => {
      const { path, refusal } = usable(reaches.get(reachKey(target)) as Reach, method);
      return createTargetState(target, path, refusal, numbers[k]);
    });
    const book = createBook(
      table,
      targets,
      { method, timeoutMs, clock: 'kernel', keepPackets: options.keepPackets },
      sink.emit,
      sink.waiting,
    );
    const epochSeconds = Math.floor(realtimeMicros() / 1e6);
    const { flags, payload } = options;
    const readerOptions = { method, flags, payload, portBase, portCount, epochSeconds };
    const reader = createReader(readerOptions, table, createGroups(targets), book);
    const packetLength = packet?.length ?? ethernet.HEADER_LENGTH + arp.LENGTH;
    const { recordTo } = options;
    const usedPaths = method === 'arp' ? paths.filter(hasOwnLink) : paths;
    const doorOptions = {
      protocol: method,
      portBase,
      portCount,
      packetLength,
      unread: unreadMost(options, schedule),
      recordTo,
    };
    const opened = asPingError(() => openDoors(usedPaths, doorOptions, reader));
    doors = opened;
    const run: Run = {
      options,
      method,
      schedule,
      timeoutMs,
      packet,
      ports: { base: portBase, count: portCount },
      table,
      book,
      reader,
      doors,
      epochMicros: epochSeconds * 1e6,
    };
    prepareSlots(run, usedPaths);
    noticeRefused(run, reaches);
    const asking = method === 'arp' ? [] : paths.filter(({ nextHop }) => nextHop !== null);
    line = asking.length === 0 ? null : asPingError(() => openLine(asking));
    const tell = onceEach(({ code, text }) => book.notice(code, text));
    await resolvePaths(asking, cap, signal, tell);
    noticeSilentHops(book, asking, signal);
    const began = bootMillis();
    const nextHops = line === null ? null : followNextHops(book, asking, tell, line, cap, began);
    await loop(run, nextHops, cap, sink, signal);
    for (const each of targets) book.end(each, signal.aborted);
  } finally {
    line?.close();
    doors?.close();
    ports?.close();
  }
}

/** All of them, or as many as go out while nobody reads. */
function unreadMost({ targets, count }: PingOptions, { spacingMs }: Schedule): number {
  return Math.min(targets.length * (count ?? Number.POSITIVE_INFINITY), Math.ceil(UNREAD_MS / spacingMs));
}

function makePacket(options: PingOptions, protocol: 'tcp' | 'udp' | 'icmp'): PingPacket {
  try {
    return createPingPacket({ ...options, protocol });
  } catch (error) {
    const text = `${options.payload.length} bytes of payload do not fit a packet; send fewer`;
    throw new PingError('E_PAYLOAD_TOO_LARGE', text, { cause: error });
  }
}

function takeSourcePorts(method: RawMethod, options: PingOptions, schedule: Schedule): ReservedPorts | null {
  if (method !== 'tcp' && method !== 'udp') return null;
  return asPingError(() => takePorts(portsNeeded(options.count, schedule.intervalMs), method));
}

function hasOwnLink({ kind, isGateway }: Path): boolean {
  return kind === 'ethernet' && !isGateway;
}

/** Those that are sent through, loopback apart. */
function interfacesOf(targets: readonly TargetState[]): { name: string; index: number }[] {
  const found = new Map<number, string>();
  for (const { path } of targets) {
    if (path !== null && path.kind !== 'loopback') found.set(path.interfaceIndex, path.interfaceName);
  }
  return [...found].map(([index, name]) => ({ name, index }));
}

/** The path a target is asked on, or why it is not. */
function usable(reach: Reach, method: RawMethod): { path: Path | null; refusal: string } {
  if ('refused' in reach) return { path: null, refusal: reach.refused };
  if (method === 'arp' && !hasOwnLink(reach.path)) return { path: null, refusal: 'not-on-link' };
  return { path: reach.path, refusal: '' };
}

function noticeRefused({ book, method }: Run, reaches: ReadonlyMap<number, Reach>): void {
  let told = 0;
  for (const { target, path, dst } of book.targets) {
    if (path !== null || told++ >= NOTICES_MOST) continue;
    const reach = reaches.get(reachKey(target)) as Reach;
    const why = 'refused' in reach ? whyNot(reach.refused) : `it is not on a link of this machine, where ARP asks`;
    book.notice('N_NOT_ASKED', `${target.name} (${dst}) is not asked: ${why}`);
  }
  if (told > 0 && told === book.targets.length && method === 'arp') {
    throw new PingError(
      'E_NOT_ON_LINK',
      'ARP asks neighbours on the same link only, and no target is one; use ICMP or TCP',
    );
  }
}

/** Writes what never changes into the slots of every sender. */
function prepareSlots({ doors, packet }: Run, paths: readonly Path[]): void {
  for (const path of paths) {
    const { sender, at } = doors.of(path);
    for (let slot = 0; slot < sender.slots; slot++) {
      const offset = slot * sender.slotSize;
      if (packet !== null) packet.prepare(sender.buffer, offset + at);
      if (at === 14) writeU16(sender.buffer, offset + ethernet.OFFSET.etherType, ethernet.TYPE_IPV4);
    }
  }
}

async function loop(
  run: Run,
  nextHops: NextHops | null,
  pacer: Pacer | null,
  sink: Sink,
  signal: AbortSignal,
): Promise<void> {
  const { options, schedule, table, book, doors, reader, timeoutMs } = run;
  const total = options.count === null ? Number.POSITIVE_INFINITY : options.count * options.targets.length;
  const sending = createSending(run);
  const pauser = createPauser();
  const watchClock = createClockWatch(reader, book);
  signal.addEventListener('abort', pauser.wake, { once: true });
  const began = bootMillis();
  const carrier = createCarrierWatch(interfacesOf(book.targets), book.notice);
  let start = began;
  let next = 0;
  let endAt = Number.POSITIVE_INFINITY;
  let tidyAt = began + HOUSEKEEPING_MS;

  for (;;) {
    const now = bootMillis();
    watchClock(now);
    doors.drain();
    giveUpBefore(now - timeoutMs - RING_MS);
    if (signal.aborted) break;
    const mayProbe = nextHops?.look(now) ?? true;
    while (mayProbe && next < total && start + schedule.dueAt(next) <= now) {
      const behind = now - start - schedule.dueAt(next);
      if (behind > BEHIND_MOST_MS) start += behind;
      if (sink.waiting() > EVENTS_WAITING_MOST || (pacer !== null && pacer.allowance(now, 1) === 0)) break;
      if (!sending.add(next % options.targets.length, now)) break;
      pacer?.sent(1, now);
      next++;
    }
    sending.flush();
    if (now >= tidyAt) {
      tidyAt = now + HOUSEKEEPING_MS;
      tidy(now);
    }
    if (next >= total && table.waiting === 0) {
      if (endAt === Number.POSITIVE_INFINITY) endAt = now + lingerMs(now);
      if (now >= endAt) break;
    }
    const due = next < total ? start + schedule.dueAt(next) - bootMillis() : Number.POSITIVE_INFINITY;
    const rest = table.waiting > 0 || next >= total ? BUSY_REST_MS : IDLE_REST_MS;
    await pauser.pause(Math.min(Math.max(due, 0), rest));
  }
  signal.removeEventListener('abort', pauser.wake);
  sending.settle(Number.POSITIVE_INFINITY);
  if (signal.aborted) await drainInterrupted();

  function giveUpBefore(before: number): void {
    for (let slot = table.oldestWaiting(before); slot >= 0; slot = table.oldestWaiting(before)) {
      book.giveUp(slot, 'no-answer', 'no-response');
    }
  }

  function tidy(now: number): void {
    table.forget(now - timeoutMs - REMEMBER_MS);
    doors.flush();
    sending.settle(now);
    carrier.tick(now);
    const lost = doors.drops();
    if (lost > 0) book.notice('N_PACKETS_LOST', `${lost} packets came faster than they could be read: lower the rate`);
  }

  /** Duplicates come within a round trip or two; where answers were late, the last one may be as well. */
  function lingerMs(now: number): number {
    if (table.next === 0) return 0;
    const sinceLast = now - table.sentAt[(table.next - 1) & (table.capacity - 1)];
    const late = book.longestMs > timeoutMs ? book.longestMs * 1.5 + RING_MS - sinceLast : 0;
    return Math.min(LINGER_MOST_MS, Math.max(LINGER_LEAST_MS, late, Math.min(timeoutMs, 2 * book.longestMs)));
  }

  async function drainInterrupted(): Promise<void> {
    const until = bootMillis() + INTERRUPTED_MS;
    while (table.waiting > 0 && bootMillis() < until) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      doors.drain();
    }
    giveUpBefore(bootMillis() - timeoutMs);
    for (;;) {
      const slot = table.oldestWaiting(Number.POSITIVE_INFINITY);
      if (slot < 0) return;
      book.giveUp(slot, 'no-answer', 'interrupted');
    }
  }
}
