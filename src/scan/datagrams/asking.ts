// The questions that are under way, each a connected socket of its own, and what becomes of them (rules 2 to 4 of engine.ts). It
// makes them where the packet engines write frames, and reads answers into the same book.
import type { AskDatagram, DatagramQuestion } from '../../link/connect/datagram-sockets.ts';
import { timeoutOf } from '../../link/rtt.ts';
import { CLOSED, createAnswer, FILTERED, OPEN } from '../../probe/answer.ts';
import { rowOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { createAnswerBook } from '../book/answer-book.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost } from '../order/host-table.ts';
import { createProbeWalk } from '../order/probe-walk.ts';
import type { PassWalk } from '../pace/send-loop.ts';
import { createEventWriter, type PutEvent } from '../state/event-ring.ts';
import { get, UNANSWERED } from '../state/ledger.ts';
import { createResponseWriter } from '../state/response-ring.ts';
import { COUNTER, EVENT_OPEN, type Pass, slotOf } from '../state/shared-state.ts';
import type { Clock } from '../state/thread-clock.ts';

/** What a datagram carries stands behind these (RFC 791, RFC 768). */
const HEADERS = 28;
const STUCK_MOST_MS = 5000;
const WINDOW_LEAST = 16;
/** What ran out may come back. */
const SCARCE = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN', 'EADDRINUSE', 'EADDRNOTAVAIL']);
const { udp } = PROBES;

/** A question under way. */
interface Flight {
  readonly host: number;
  readonly portIndex: number;
  /** Of the pass that asks (slotOf). */
  readonly slot: number;
  /** Our address that asks; 0: the one that our system chooses. */
  readonly source: number;
  /** When it has had its time, microseconds since the start. */
  readonly until: number;
  question: DatagramQuestion | null;
}

export interface Asking {
  /** From now on this pass is the one that asks. */
  begin(pass: Pass): PassWalk;
  /** So many questions may be put now; where that is not `wanted`, who has had its time makes room. */
  room(wanted: number): number;
  /** Questions that wait for an answer. */
  readonly flying: number;
  /** Why nothing can be asked, for good: as in errno(3); null as long as it can. */
  readonly stuck: string | null;
  close(): void;
}

export interface AskingParts {
  readonly setup: EngineSetup;
  readonly ask: AskDatagram;
  /** Questions at once. */
  readonly capacity: number;
  readonly clock: Clock;
  /** An answer has been written down; `opened`: with an event, and perhaps a response, to be read. */
  readonly settled: (opened: boolean) => void;
}

export function createAsking({ setup, ask, capacity, clock, settled }: AskingParts): Asking {
  const { state, table, portNumbers, responses } = setup;
  const { counters, hosts, ledger } = state;
  const answer = createAnswer();
  const putEvent = createEventWriter(state, clock);
  const keepResponse = responses === null ? null : createResponseWriter(responses, state.commands);
  let response: Uint8Array | null = null;
  const putWithResponse: PutEvent = (kind, host, port, ttlWindow, rtt, icmp, icmpSource) => {
    if (kind === EVENT_OPEN && response !== null) keepResponse?.(host, port, response, 0, response.length);
    putEvent(kind, host, port, ttlWindow, rtt, icmp, icmpSource);
  };
  const book = createAnswerBook(setup, answer, putWithResponse);
  const flights = new Set<Flight>();
  /** Questions that our own system would not send for now. */
  const again: Flight[] = [];
  let window = capacity;
  let stuckSince: number | null = null;
  let stuck: string | null = null;
  /** By port index, in the pass that runs. */
  let formOf = setup.forms[0];
  let passSlot = 0;

  function put(host: number, address: number, portIndex: number, source: number): void {
    const until = clock() + timeoutOf(hosts, host, udp.shortestRtoMs * 1000);
    const flight: Flight = { host, portIndex, slot: passSlot, source, until, question: null };
    flights.add(flight);
    const payload = udp.forms[formOf[portIndex]].template.subarray(HEADERS);
    const from = source === 0 ? null : formatIpv4(source);
    flight.question = ask({ ip: formatIpv4(address), port: portNumbers[portIndex], from }, payload, {
      answered: (bytes) => settle(flight, OPEN, bytes),
      refused: () => settle(flight, CLOSED, null),
      unreachable: () => settle(flight, FILTERED, null),
      failed: (code) => fail(flight, code),
    });
  }

  function settle(flight: Flight, verdict: number, bytes: Uint8Array | null): void {
    if (!flights.delete(flight)) return;
    stuckSince = null;
    const { host, portIndex, slot, source } = flight;
    answer.host = addressOfHost(table, host);
    answer.port = portNumbers[portIndex];
    answer.ourAddress = source;
    response = bytes;
    book.take(verdict, host, portIndex, slot, Math.floor(clock()));
    settled(verdict === OPEN);
  }

  /** Rule 3. It was not asked. */
  function fail(flight: Flight, code: string): void {
    if (!flights.delete(flight)) return;
    counters[COUNTER.sent]--;
    hosts.sent[flight.host]--;
    if (!SCARCE.has(code)) {
      // No way there, or a firewall of our own.
      counters[COUNTER.refused]++;
      return;
    }
    again.push(flight);
    window = Math.max(Math.min(capacity, WINDOW_LEAST), Math.floor(window / 2));
    stuckSince ??= clock();
    if (clock() - stuckSince >= STUCK_MOST_MS * 1000) stuck = code;
  }

  function askAgain({ host, portIndex, source }: Flight): void {
    hosts.sent[host]++;
    put(host, addressOfHost(table, host), portIndex, source);
  }

  /** Rule 4. */
  function giveUpLate(): void {
    const now = clock();
    for (const flight of flights) {
      const isTold = get(ledger, flight.host * portNumbers.length + flight.portIndex) !== UNANSWERED;
      if (flight.until > now && !isTold) continue;
      flight.question?.close();
      flights.delete(flight);
    }
  }

  const walkOf = createProbeWalk(setup, {
    begin({ number }) {
      formOf = setup.forms[rowOf(udp, number)];
    },
    put: (_segment, host, address, portIndex, _slot, source) => put(host, address, portIndex, source),
    flush() {},
  });

  return {
    begin(pass) {
      passSlot = slotOf(pass.number);
      book.begin(pass);
      const walk = walkOf(pass);
      return {
        get done() {
          return walk.done && again.length === 0;
        },
        get position() {
          return walk.position;
        },
        send(most, now) {
          let asked = 0;
          for (; asked < most && again.length > 0; asked++) askAgain(again.pop() as Flight);
          return asked < most ? asked + walk.send(most - asked, now) : asked;
        },
      };
    },
    room(wanted) {
      if (window - flights.size < wanted) giveUpLate();
      return window - flights.size;
    },
    get flying() {
      return flights.size;
    },
    get stuck() {
      return stuck;
    },
    close() {
      for (const flight of flights) flight.question?.close();
      flights.clear();
    },
  };
}
