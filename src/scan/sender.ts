// The sending thread: walks the order of the probes, fills frames in place, and sends them as the pace allows.
import { type MessagePort, workerData } from 'node:worker_threads';
import type { Transmitter } from '../link/frames.ts';
import { openTransmitter } from '../link/open.ts';
import { type ProbeForm, prepare } from '../probe/probe.ts';
import { PROBES } from '../probe/probes.ts';
import { cookie } from './cookie.ts';
import { THREAD_ENDED, waitForSetup } from './engine-setup.ts';
import { segmentOfHost } from './host-table.ts';
import { type Cursor, createListCursor, createWalkCursor } from './order.ts';
import { contains } from './ranges.ts';
import { type PassWalk, runSender } from './send-loop.ts';
import { BIN_COUNT, COMMAND, COUNTER, type Pass } from './shared-state.ts';
import type { Clock } from './thread-clock.ts';

const SLOTS = 128;
const SLOT_SIZE = 64;
const GATE_SLACK_MICROS = 2000;
/** A queue that is full for longer than a scheduler's slice or two is looked at more seldom. */
const BUSY_MICROS = 100_000;
/** A shorter loss of carrier is waited through; then what an interface does not take is refused, so that the pass ends. */
const OUTAGE_MICROS = 10_000_000;
const ENETDOWN = 100;
/** The order is left for a look at the clock and the commands after this many places, even where nothing is sent. */
const STRIDE = 4096;

const port = workerData as MessagePort;
const setup = await waitForSetup(port);
const { state, table, hops, portNumbers, cookieKey, excluded, sourcePortBase } = setup;
const { commands, counters, bins, hosts, sendTimes } = state;
const stateful = state.ledger.length > 0;
const placeMask = sendTimes.length - 1;
const transmitters: Transmitter[] = setup.interfaces.map((each) =>
  openTransmitter(each, SLOTS, SLOT_SIZE, setup.recorder),
);
const filled = new Int32Array(transmitters.length);
/** Since when each takes no frame, microseconds; 0: it does. */
const stuckSince = new Float64Array(transmitters.length);
const hostNext = new Float64Array(stateful ? table.hosts : 0);
/** 1 where the last answers say the host talks: the receiver has counted one of any kind. */
const talks = (host: number) => hosts.open[host] + hosts.closed[host] > 0;

const probe = PROBES[setup.probe];
const { patch } = probe;
let form = probe.first;

function useForm(next: ProbeForm): void {
  form = next;
  for (const transmitter of transmitters) {
    transmitter.setLength(form.template.length);
    for (let slot = 0; slot < SLOTS; slot++) {
      const packet = slot * SLOT_SIZE + transmitter.linkHeader;
      prepare(form, transmitter.buffer, packet, transmitter.linkHeader);
    }
  }
}

/** Fills up to `most` frames from the order; returns how many. The cursor stands where the next batch begins. */
function fill(cursor: Cursor, most: number, now: number, sourcePort: number): number {
  filled.fill(0);
  let frames = 0;
  let counted = 0;
  for (let step = 0; step < STRIDE && frames < most; step++) {
    if (!cursor.advance()) break;
    const { host } = cursor;
    if (stateful && hosts.gap[host] > 0) {
      const gap = hosts.gap[host];
      // A few may come together, so that the keyed order need not be even.
      if (hostNext[host] > now + Math.max(GATE_SLACK_MICROS, 4 * gap)) {
        counters[COUNTER.deferred]++;
        continue;
      }
      hostNext[host] = Math.max(now, hostNext[host]) + gap;
    }
    const segment = segmentOfHost(table, host);
    const address = table.address[segment] + (host - table.host[segment]);
    if (contains(excluded, address)) {
      counters[COUNTER.excludedHits]++;
      continue;
    }
    const hop = hops[table.hop[segment]];
    const transmitter = transmitters[hop.interfaceSlot];
    const slot = filled[hop.interfaceSlot]++;
    const frame = slot * SLOT_SIZE;
    const { buffer } = transmitter;
    if (hop.destinationMac !== null && hop.sourceMac !== null) {
      for (let k = 0; k < 6; k++) {
        buffer[frame + k] = hop.destinationMac[k];
        buffer[frame + 6 + k] = hop.sourceMac[k];
      }
    }
    const target = portNumbers[cursor.portIndex];
    const proof = cookie(cookieKey[0], cookieKey[1], hop.source, address, sourcePort, target);
    patch(form, buffer, frame + transmitter.linkHeader, hop.source, address, sourcePort, target, proof);
    let watched = 0;
    if (stateful) {
      hosts.sent[host]++;
      if (hosts.watched[host] === 1 && talks(host)) watched = 1;
    }
    counted += watched;
    sendTimes[cursor.place & placeMask] = ((now << 1) | watched) >>> 0;
    frames++;
  }
  countInBin(now, frames, counted);
  return frames;
}

function countInBin(now: number, frames: number, counted: number): void {
  const millisecond = Math.floor(now / 1000);
  const bin = millisecond & (BIN_COUNT - 1);
  if (bins.millisecond[bin] !== millisecond) {
    bins.sent[bin] = 0;
    bins.frames[bin] = 0;
    bins.answered[bin] = 0;
    bins.millisecond[bin] = millisecond;
  }
  bins.sent[bin] += counted;
  bins.frames[bin] += frames;
}

function flush(clock: Clock): void {
  for (let k = 0; k < transmitters.length; k++) {
    let from = 0;
    while (from < filled[k]) {
      const sent = transmitters[k].send(from, filled[k]);
      if (sent > 0) {
        from += sent;
        stuckSince[k] = 0;
      } else if ((sent === 0 || sent === -ENETDOWN) && !isStuck(k, clock())) {
        if (Atomics.load(commands, COMMAND.stop) + Atomics.load(commands, COMMAND.abandon) > 0) return;
        clock.sleep(stuckWait(k, clock()));
      } else {
        counters[COUNTER.refused]++;
        from++;
      }
    }
  }
}

/** The queue of an interface is full for moments; one without carrier takes nothing ever again, or after an outage. */
function isStuck(k: number, now: number): boolean {
  if (stuckSince[k] === 0) stuckSince[k] = now;
  return now - stuckSince[k] > OUTAGE_MICROS;
}

function stuckWait(k: number, now: number): number {
  return now - stuckSince[k] < BUSY_MICROS ? 50 : 5000;
}

function beginPass(pass: Pass, clock: Clock): PassWalk {
  const sourcePort = sourcePortBase + (pass.number & 15);
  const cursor = pass.list === null ? createWalkCursor(setup) : createListCursor(setup, pass.list, pass.number);
  useForm(pass.number === 1 ? probe.first : probe.repeat);
  return {
    get done() {
      return cursor.done;
    },
    get position() {
      return cursor.place + 1;
    },
    send(most, now) {
      const frames = fill(cursor, most, now, sourcePort);
      flush(clock);
      return frames;
    },
  };
}

runSender(port, setup, SLOTS, beginPass);
for (const transmitter of transmitters) transmitter.close();
port.postMessage(THREAD_ENDED);
