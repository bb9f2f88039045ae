// The sending thread, scan after scan: fills frames in place as the walk through the order asks for them, and hands them to the kernel.
import type { MessagePort } from 'node:worker_threads';
import type { Transmitter } from '../../link/frames/frames.ts';
import type { KeptDoors } from '../../link/frames/kept-doors.ts';
import { openTransmitter } from '../../link/frames/open.ts';
import { withTtl } from '../../probe/form.ts';
import { rowOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { cookie } from '../order/cookie.ts';
import { createProbeWalk, type ProbeWriter } from '../order/probe-walk.ts';
import { runSender } from '../pace/send-loop.ts';
import { COMMAND, COUNTER } from '../state/shared-state.ts';
import { startClock } from '../state/thread-clock.ts';
import { createFormSlots, slotSizeFor } from './form-slots.ts';
import { scanAfterScan } from './thread-life.ts';

const SLOTS = 128;
/** A queue that is full for longer than a scheduler's slice or two is looked at more seldom. */
const BUSY_MICROS = 100_000;
/** A shorter loss of carrier is waited through; then what an interface does not take is refused, so that the pass ends. */
const OUTAGE_MICROS = 10_000_000;
const ENETDOWN = 100;

scanAfterScan(sendAsked);

/** One scan. */
function sendAsked(setup: EngineSetup, doors: KeptDoors, port: MessagePort): void {
  const { state, table, hops, portNumbers, cookieKey } = setup;
  const { commands, counters } = state;
  const clock = startClock(setup.epochMicros);
  const probe = PROBES[setup.probe];
  const { patch } = probe;
  const forms = withTtl(probe.forms, setup.ttl);
  const slotSize = slotSizeFor(forms);
  const transmitters: Transmitter[] = setup.interfaces.map((each) =>
    openTransmitter(each, SLOTS, slotSize, setup.recorder, doors),
  );
  const formSlots = transmitters.map((each) => createFormSlots(each, forms));
  /** By port index, in the pass that runs. */
  let formOf = setup.forms[0];
  const filled = new Int32Array(transmitters.length);
  /** Since when each takes no frame, microseconds; 0: it does. */
  const stuckSince = new Float64Array(transmitters.length);

  const writer: ProbeWriter = {
    begin(pass) {
      formOf = setup.forms[rowOf(probe, pass.number)];
    },
    put(segment, _host, address, portIndex, slot, source) {
      const sourcePort = setup.sourcePort ?? setup.sourcePortBase + slot;
      const hop = hops[table.hop[segment]];
      const transmitter = transmitters[hop.interfaceSlot];
      const form = formOf[portIndex];
      const { held, hold } = formSlots[hop.interfaceSlot];
      const place = filled[hop.interfaceSlot]++;
      if (held[place] !== form) hold(place, form);
      const frame = place * slotSize;
      const { buffer } = transmitter;
      if (hop.destinationMac !== null && hop.sourceMac !== null) {
        for (let k = 0; k < 6; k++) {
          buffer[frame + k] = hop.destinationMac[k];
          buffer[frame + 6 + k] = hop.sourceMac[k];
        }
      }
      const target = portNumbers[portIndex];
      const proof = cookie(cookieKey[0], cookieKey[1], source, address, setup.sourcePortBase + slot, target);
      patch(forms[form], buffer, frame + transmitter.linkHeader, source, address, sourcePort, target, proof);
    },
    flush() {
      for (let k = 0; k < transmitters.length; k++) {
        sendAll(k, filled[k]);
        filled[k] = 0;
      }
    },
  };

  function sendAll(k: number, frames: number): void {
    let from = 0;
    while (from < frames) {
      const sent = transmitters[k].send(from, frames);
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

  /** The queue of an interface is full for moments; one without carrier takes nothing ever again, or after an outage. */
  function isStuck(k: number, now: number): boolean {
    if (stuckSince[k] === 0) stuckSince[k] = now;
    return now - stuckSince[k] > OUTAGE_MICROS;
  }

  function stuckWait(k: number, now: number): number {
    return now - stuckSince[k] < BUSY_MICROS ? 50 : 5000;
  }

  runSender(port, setup, SLOTS, clock, createProbeWalk(setup, writer));
  for (const transmitter of transmitters) transmitter.close();
}
