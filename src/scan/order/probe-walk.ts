// Walks the order of one pass and keeps the books of what is sent: send times, the host's count, flow bins. Who makes the
// frames is behind `ProbeWriter`: the sending thread, or the simulated network of the tests.
//
// Rules for a host that has a rate of its own (host-watch.ts):
//  1. In the walk through the whole order its probes are put off where they come too soon; a later pass asks them.
//  2. A list of such hosts is sent at a rate that suits them all: nothing is put off, so every list comes to its end.
//
// Where one answer of a host is enough (Probe.firstAnswerEnds), it is passed over from then on.
//
// Where canaries are wanted (canaries.ts) one goes out for every so many probes, in the same stream: what happens to the
// probes happens to them.

import { PROBES } from '../../probe/probes.ts';
import { contains } from '../../target/ranges.ts';
import type { EngineSetup } from '../engine-setup.ts';
import type { PassWalk } from '../pace/send-loop.ts';
import { get, UNANSWERED } from '../state/ledger.ts';
import { BIN_COUNT, CANARIES_SENT, CANARY_SLOT, COMMAND, COUNTER, type Pass, slotOf } from '../state/shared-state.ts';
import { createTurns } from './askers.ts';
import { segmentOfHost } from './host-table.ts';
import { type Cursor, createListCursor, createWalkCursor } from './order.ts';

const GATE_SLACK_MICROS = 2000;
/** The order is left for a look at the clock and the commands after this many places, even where nothing is sent. */
const STRIDE = 4096;
/** 2^32 / golden ratio: multiples of it are spread evenly over 32 bits. */
const GOLDEN = 0x9e3779b1;

export interface ProbeWriter {
  /** What comes next belongs to this pass. */
  begin(pass: Pass): void;
  /**
   * Makes the next probe of a batch. `segment`: the host's in the table; `slot`: which of the source ports asks; `source`:
   * which address of ours.
   */
  put(segment: number, host: number, address: number, portIndex: number, slot: number, source: number): void;
  /** Sends what was made. */
  flush(): void;
}

/** What `runSender` walks pass by pass. */
export function createProbeWalk(setup: EngineSetup, writer: ProbeWriter): (pass: Pass) => PassWalk {
  const { state, table, hops, portNumbers, excluded } = setup;
  const { commands, counters, bins, hosts, sendTimes, canaries } = state;
  const stateful = state.ledger.length > 0;
  const placeMask = sendTimes.length - 1;
  const turnOf = createTurns(setup.answered, table.hosts);
  const hostNext = new Float64Array(stateful ? table.hosts : 0);
  /** The last answers say the host talks: the receiver has counted one of any kind. */
  const talks = (host: number) => hosts.open[host] + hosts.closed[host] > 0;

  const endsWithFirst = stateful && PROBES[setup.probe].firstAnswerEnds === true;

  /** True where the host may not be asked yet; else it counts as asked. */
  function isTooSoon(host: number, now: number): boolean {
    const gap = hosts.gap[host];
    // A few may come together, so that the keyed order need not be even.
    if (hostNext[host] > now + Math.max(GATE_SLACK_MICROS, 4 * gap)) return true;
    hostNext[host] = Math.max(now, hostNext[host]) + gap;
    return false;
  }

  let sinceCanary = 0;
  let nextCanary = 0;

  /**
   * Probes between the last canary and the next, `every` on average, never at a fixed distance: frames go out in small
   * batches, and of those that fill a queue always the last ones are lost, so that all canaries or none would be.
   */
  function canaryGap(every: number): number {
    return 1 + Math.floor((2 * every - 1) * ((Math.imul(nextCanary, GOLDEN) >>> 0) / 2 ** 32));
  }

  /** A probe that was answered before; it is told by its source port, and counts for nothing but the flow bins. */
  function putCanary(now: number): void {
    const number = nextCanary++ % Atomics.load(commands, COMMAND.canaryCount);
    const host = Math.floor(canaries.probe[number] / portNumbers.length);
    const segment = segmentOfHost(table, host);
    const address = table.address[segment] + (host - table.host[segment]);
    const { sources } = hops[table.hop[segment]];
    writer.put(segment, host, address, canaries.probe[number] - host * portNumbers.length, CANARY_SLOT, sources[0]);
    const place = canaries.sent[0] & (CANARIES_SENT - 1);
    canaries.sentProbe[place] = canaries.probe[number];
    canaries.sentAt[place] = ((now << 1) | 1) >>> 0;
    canaries.sent[0]++;
    sinceCanary = 0;
  }

  /** Makes up to `most` probes from the order; returns how many. The cursor stands where the next batch begins. */
  function fill(
    cursor: Cursor,
    slot: number,
    gated: boolean,
    inTurn: boolean,
    resumed: boolean,
    most: number,
    now: number,
  ): number {
    const canaryEvery = Atomics.load(commands, COMMAND.canaryEvery);
    let frames = 0;
    let counted = 0;
    for (let step = 0; step < STRIDE && frames < most; step++) {
      if (canaryEvery > 0 && sinceCanary >= canaryGap(canaryEvery)) {
        putCanary(now);
        frames++;
        counted++;
        continue;
      }
      if (!cursor.advance()) break;
      const { host } = cursor;
      if (endsWithFirst && talks(host)) continue;
      if (resumed && get(state.ledger, host * portNumbers.length + cursor.portIndex) !== UNANSWERED) {
        hosts.sent[host]++; // before
        continue;
      }
      if (gated && hosts.gap[host] > 0 && isTooSoon(host, now)) {
        counters[COUNTER.deferred]++;
        continue;
      }
      const segment = segmentOfHost(table, host);
      const address = table.address[segment] + (host - table.host[segment]);
      if (contains(excluded, address)) {
        counters[COUNTER.excludedHits]++;
        continue;
      }
      sinceCanary++;
      const { sources } = hops[table.hop[segment]];
      const source = inTurn ? turnOf(host, sources) : sources[0];
      writer.put(segment, host, address, cursor.portIndex, slot, source);
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

  return (pass) => {
    const cursor =
      pass.list === null ? createWalkCursor(setup, pass.from) : createListCursor(setup, pass.list, pass.number);
    const gated = stateful && pass.list === null;
    const inTurn = stateful && pass.list !== null;
    const resumed = stateful && pass.list === null && pass.from !== undefined;
    const slot = slotOf(pass.number);
    writer.begin(pass);
    return {
      get done() {
        return cursor.done;
      },
      get position() {
        return cursor.place + 1;
      },
      send(most, now) {
        const frames = fill(cursor, slot, gated, inTurn, resumed, most, now);
        writer.flush();
        return frames;
      },
    };
  };
}
