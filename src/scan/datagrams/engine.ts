// The engine for UDP without privileges: connected sockets, thousands at once, one question each.
//
//   planner ──► pass ──► walk (window, rate, exclusions) ──► sockets ──► answered, refused, unreachable ──► ledger, events
//      ▲                                                        └── silent for its time ──┐                      │
//      └────────────────── a host's next attempt: only the silent ones ◄─────────────────┘      port book ◄──────┘
//
// Rules:
//  1. Who is asked when, how often and at what pace is decided as for packets of our own: by the planner (passes/planner.ts) and
//     the patience with hosts that limit their refusals (pace/udp-patience.ts). The pace of the rest is as many at once
//     as the window has room for.
//  2. A question is a socket's. Who it is answers it alone, or our kernel passes on the ICMP error about it.
//  3. An error of our own side is no answer: the port is asked again, with fewer sockets; where that goes on for five
//     seconds, the scan ends and says why.
//  4. A question waits a second for its answer, or as long as its host is known to take; longer, as long as no other wants its
//     socket.
import type { Finding } from '../../finding/finding.ts';
import { type AskDatagram, askDatagram } from '../../link/connect/datagram-sockets.ts';
import type { NetlinkQuestions } from '../../link/routes/kernel-view.ts';
import { bootMillis } from '../../link/time.ts';
import { createFormTable } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { listPorts } from '../../target/port-list.ts';
import { normalize, type Range } from '../../target/ranges.ts';
import { createEventReader } from '../book/event-reader.ts';
import { createProgress } from '../book/progress.ts';
import { writeVerdict } from '../book/verdict.ts';
import { broadcastAddresses } from '../connect/broadcast.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { openScanJournal } from '../journal/journal.ts';
import { keptOf } from '../journal/kept.ts';
import { restore } from '../journal/restore.ts';
import { createAnswered } from '../order/askers.ts';
import { seedWords } from '../order/permutation.ts';
import { createPassSender } from '../pace/send-loop.ts';
import { createUdpPatience } from '../pace/udp-patience.ts';
import { LIST_MAX } from '../passes/pass-list.ts';
import { LAST_ANSWERS_MS } from '../passes/pass-runner.ts';
import { createPlanner, type Plan } from '../passes/planner.ts';
import { obey, type ScanReins } from '../reins.ts';
import { ScanError } from '../scan-error.ts';
import { countPairs, memoryFor } from '../scan-facts.ts';
import type { ScanSpec } from '../spec.ts';
import { createResponseRing } from '../state/response-ring.ts';
import { COMMAND, COUNTER, createSharedState, type Pass, slotOf } from '../state/shared-state.ts';
import { createAsking } from './asking.ts';
import { type DatagramReach, datagramReach } from './reach.ts';
import { createRest, type Rest } from './rest.ts';

/** How long the loop sleeps at the most. */
const TICK_MS = 5;
/** So many questions are put in one go, at the most before what has come is looked at. */
const BATCH = 8;
const TURN_MOST = 512;
/** Questions a second, where only the window says how many: more than any machine's sockets. */
const UNPACED = 1_000_000;
const CAPACITY_MOST = 4096;

/** What the engine runs on; tests give their own. */
export interface DatagramParts {
  readonly ask: AskDatagram;
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** Questions at once. */
  readonly capacity: number;
  readonly rest: Rest;
}

interface Job {
  readonly spec: ScanSpec;
  readonly emit: (finding: Finding) => void;
  readonly signal: AbortSignal;
  readonly reins: ScanReins;
}

/**
 * Asks every (host, port) of `spec` by datagrams and emits what it finds; the last finding is `end`. An abort ends it within
 * a quarter of a second, also with `end`. `routing`: what the kernel knows of ways; null where it cannot be asked.
 *
 * @throws ScanError `E_INTERFACE_UNSUPPORTED` where an interface was asked for; `E_TOO_LARGE` where what the scan keeps does not fit;
 *   `E_NOT_OUR_ADDRESS` where an address that is to ask is not on the way.
 */
export async function runDatagramScan(
  spec: ScanSpec,
  emit: (finding: Finding) => void,
  signal: AbortSignal,
  reins: ScanReins,
  routing: NetlinkQuestions | null,
  parts?: DatagramParts,
): Promise<void> {
  if (spec.interfaceName !== null) {
    const text = `without raw sockets UDP cannot be sent through one interface: leave out -e ${spec.interfaceName}`;
    throw new ScanError('E_INTERFACE_UNSUPPORTED', text);
  }
  const setup = setupOf(spec, datagramReach(spec, routing));
  const own = parts ?? { ask: askDatagram, now: bootMillis, capacity: await capacityHere(), rest: createRest() };
  await run({ spec, emit, signal, reins }, setup, own);
}

async function run({ spec, emit, signal, reins }: Job, setup: EngineSetup, parts: DatagramParts): Promise<void> {
  const { commands, counters } = setup.state;
  const { rest } = parts;
  const journal = openScanJournal(spec);
  const before = journal?.before ?? null;
  const resumed = before === null ? null : restore(before, setup);
  const start = parts.now();
  const now = (): number => parts.now() - start;
  const clock = Object.assign(() => now() * 1000, { sleep() {} });
  const watch = createUdpPatience(setup, spec.decideAll);
  const reader = createEventReader(setup, new Set(), emit);
  const progress = createProgress(setup, reader, emit);
  const planner = createPlanner(spec, setup, watch, LIST_MAX, () => null, resumed);
  const asking = createAsking({
    ...{ setup, clock, ask: parts.ask, capacity: parts.capacity },
    settled(opened) {
      if (opened) reader.drain();
      rest.wake();
    },
  });
  const batch = Math.min(BATCH, parts.capacity);
  const sender = createPassSender(setup, batch, clock);
  if (resumed !== null) reader.recall();
  const keeper = journal?.keep(keptOf({ setup, now, emit }, planner, resumed)) ?? null;
  let current: Pass = { number: 0, list: null };

  const isOver = (): boolean => signal.aborted || asking.stuck !== null || progress.allAnswered();

  /** Puts what may be asked now; returns the milliseconds until the next look. */
  function ask(): number {
    for (let asked = 0; asking.room(batch) >= batch; asked += batch) {
      if (asked >= TURN_MOST) return 0;
      const micros = sender.step();
      if (micros !== 0) return micros < 0 ? TICK_MS : Math.min(TICK_MS, micros / 1000);
    }
    return TICK_MS;
  }

  async function turn(mostMs: number): Promise<void> {
    obey(reins, setup.state);
    Atomics.store(commands, COMMAND.rate, Math.max(1, Math.round(watch.passRate(UNPACED))));
    await rest.pause(Math.min(mostMs, signal.aborted ? TICK_MS : ask()));
    reader.drain();
    watch.tick(now(), false);
    progress.show(current, now(), watch.decidingMs());
    keeper?.look(now());
  }

  async function send(pass: Pass): Promise<void> {
    current = pass;
    const walk = asking.begin(pass);
    Atomics.store(commands, COMMAND.pass, pass.number);
    Atomics.store(commands, COMMAND.receiverPass, pass.number);
    watch.passBegins(pass);
    sender.begin(walk);
    while (!isOver() && !walk.done) await turn(TICK_MS);
    commands[COMMAND.passSentAt + slotOf(pass.number)] = Math.floor(counters[COUNTER.lastSendMicros]) & 0x7fffffff;
  }

  async function waitUntil(ms: number, isEnough: () => boolean): Promise<void> {
    while (!isEnough() && now() < ms) await turn(ms - now());
  }

  const next = (): Plan | null => (isOver() ? null : planner.next(now()));
  progress.show(current, now());
  try {
    for (let plan = planner.first(); plan !== null; plan = next()) {
      if ('until' in plan) await waitUntil(plan.until, isOver);
      else await send(plan);
    }
    if (signal.aborted) await waitUntil(now() + LAST_ANSWERS_MS, () => asking.flying === 0);
  } finally {
    asking.close();
  }
  await keeper?.end();
  reader.drain();
  const { stuck } = asking;
  reader.ports.release(signal.aborted || stuck !== null);
  if (stuck !== null) emit(noSockets(stuck));
  const elapsedMs = Math.round(now() + (resumed?.elapsedMs ?? 0));
  const reach = { hostsAsked: setup.table.hosts, localUp: 0, arpDrops: 0 };
  const ended = { interrupted: signal.aborted, isLost: stuck !== null, elapsedMs };
  writeVerdict({ setup, reach, reader, watch, emit, engine: 'connect', ...ended });
}

/** What packet engines need for their frames is empty. */
function setupOf(spec: ScanSpec, { table, hops }: DatagramReach): EngineSetup {
  const portNumbers = listPorts(spec.ports);
  const size = { table, portNumbers };
  const { ledgerWords } = memoryFor(spec, size);
  if (ledgerWords === 0 && countPairs(size) > 0) {
    const count = countPairs(size).toLocaleString('en');
    const text = `${count} UDP probes are more than this machine keeps in mind: scan fewer hosts at a time`;
    throw new ScanError('E_TOO_LARGE', text);
  }
  const everybody = [...broadcastAddresses()].map((address): Range => [address, address]);
  return {
    ...{ ...size, hops, probe: spec.probe, shard: spec.shard, rateCap: spec.rateCap },
    state: createSharedState(table.hosts, countPairs(size), ledgerWords),
    forms: createFormTable(PROBES[spec.probe], portNumbers, { first: 0, count: 0 }),
    orderSeeds: seedWords(spec.seed),
    excluded: normalize([...spec.excluded, ...everybody]),
    answered: createAnswered(hops, table.hosts),
    responses: spec.keepResponses === true ? createResponseRing() : null,
    ...{ interfaces: [], listening: [], cookieKey: new Uint32Array(2), askedGenerators: null, recorder: null },
    ...{ sourcePortBase: 0, sourcePort: null, ttl: null, epochMicros: 0 },
  };
}

function noSockets(code: string): Finding {
  const text = `this machine sends no datagrams (${code}): the scan ends here`;
  return { type: 'notice', code: 'E_NO_SOCKETS', text };
}

async function capacityHere(): Promise<number> {
  if (process.platform !== 'linux') return 256;
  const { roomForFiles } = await import('../../link/connect/connect-sockets-linux.ts');
  return Math.min(CAPACITY_MOST, roomForFiles());
}
