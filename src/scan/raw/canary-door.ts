// Canaries on the wire: single probes by sockets of their own, which the controller sends and reads. They leave by the
// source port behind those of the passes, which no pass asks by. The sockets are opened at the first canary.
import type { Receiver, Transmitter } from '../../link/frames/frames.ts';
import { openOtherReceivers, openReceiver, openTransmitter } from '../../link/frames/open.ts';
import { RESERVED_PORTS } from '../../link/reserved-ports.ts';
import { ARRIVED, createAnswer, MUST_BE_RIGHT, NONE, shows, VOUCHED } from '../../probe/answer.ts';
import { withTtl } from '../../probe/form.ts';
import { rowOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { cookie } from '../order/cookie.ts';
import { addressOfHost, hostOfAddress, segmentOfHost } from '../order/host-table.ts';
import { createPortFinder } from '../order/port-finder.ts';
import type { CanaryDoor } from '../pace/canaries.ts';
import { createStampClock, startClock } from '../state/thread-clock.ts';
import { type EchoDoor, openEchoDoor } from './echo-door.ts';
import { createFormSlots, type FormSlots, slotSizeFor } from './form-slots.ts';

export function openCanaryDoor(setup: EngineSetup): CanaryDoor {
  const { table, hops, portNumbers, cookieKey, sourcePortBase, recorder } = setup;
  /** As cookies have it, and as packets do. */
  const ownSlot = sourcePortBase + RESERVED_PORTS;
  const sourcePort = setup.sourcePort ?? ownSlot;
  const { protocol, read, patch, ...probe } = PROBES[setup.probe];
  const forms = withTtl(probe.forms, setup.ttl);
  const answers = { protocol, portBase: sourcePort, ...(setup.sourcePort === null ? {} : { portCount: 1 }) };
  const answer = createAnswer();
  const portIndexOf = createPortFinder(portNumbers);
  let opened: ReturnType<typeof open> | undefined;
  let isRefused = false;
  let echoes: EchoDoor | undefined;
  let isEchoRefused = false;

  function open() {
    const clock = startClock(setup.epochMicros);
    const receivers: Receiver[] = [];
    const transmitters: Transmitter[] = [];
    const formSlots: FormSlots[] = [];
    for (const each of setup.interfaces) {
      receivers.push(openReceiver(each, answers, recorder));
      const transmitter = openTransmitter(each, 1, slotSizeFor(forms), recorder);
      transmitters.push(transmitter);
      formSlots.push(createFormSlots(transmitter, forms));
    }
    receivers.push(...openOtherReceivers(setup.listening, answers, recorder));
    return { receivers, transmitters, formSlots, clock, stamps: createStampClock(setup.epochMicros) };
  }

  /** Without sockets there are no canaries; the scan goes on as it would without anybody to ask. */
  function tryToOpen(): boolean {
    try {
      if (!isRefused) opened ??= open();
    } catch {
      isRefused = true;
    }
    return !isRefused;
  }

  /** Without these either. */
  function echoDoor(): EchoDoor | undefined {
    try {
      if (!isEchoRefused) echoes ??= openEchoDoor(setup);
    } catch {
      isEchoRefused = true;
    }
    return echoes;
  }

  /** A canary of ours: what answers it shows its cookie. */
  function isTrue(): boolean {
    // What shows nothing, to a port that all probes come from, may answer any of them.
    if (setup.sourcePort !== null && answer.cookieMask === 0) return false;
    const proof = cookie(cookieKey[0], cookieKey[1], answer.ourAddress, answer.host, ownSlot, answer.port);
    return shows(answer, proof);
  }

  return {
    ask(host, portIndex) {
      if (!tryToOpen() || opened === undefined) return false;
      const segment = segmentOfHost(table, host);
      const hop = hops[table.hop[segment]];
      const transmitter = opened.transmitters[hop.interfaceSlot];
      const { buffer, linkHeader } = transmitter;
      const form = setup.forms[rowOf(PROBES[setup.probe], 2)][portIndex];
      const { held, hold } = opened.formSlots[hop.interfaceSlot];
      if (held[0] !== form) hold(0, form);
      if (hop.destinationMac !== null && hop.sourceMac !== null) {
        buffer.set(hop.destinationMac, 0);
        buffer.set(hop.sourceMac, 6);
      }
      const [source] = hop.sources;
      const [address, port] = [addressOfHost(table, host), portNumbers[portIndex]];
      const proof = cookie(cookieKey[0], cookieKey[1], source, address, ownSlot, port);
      patch(forms[form], buffer, linkHeader, source, address, sourcePort, port, proof);
      return transmitter.send(0, 1) > 0;
    },
    askEcho: (host, number) => echoDoor()?.ask(host, number) ?? false,
    drain(visit, echoed) {
      echoes?.drain(echoed);
      if (opened === undefined) return;
      const { stamps, clock, receivers } = opened;
      stamps.look(clock());
      const visitor = {
        packet(
          bytes: Uint8Array,
          offset: number,
          end: number,
          missing: number,
          _linkHeader: number,
          micros: number,
          unchecked: boolean,
        ): void {
          const verdict = read(bytes, offset, end, missing, unchecked ? MUST_BE_RIGHT : VOUCHED, answer);
          if (verdict === NONE || verdict === ARRIVED || answer.ourPort !== sourcePort || !isTrue()) return;
          const host = hostOfAddress(table, answer.host);
          const portIndex = portIndexOf(answer.port);
          if (host >= 0 && portIndex >= 0) visit(host, portIndex, stamps.at(micros) / 1000);
        },
      };
      for (const receiver of receivers) receiver.drain(visitor);
    },
    close() {
      for (const each of opened?.receivers ?? []) each.close();
      for (const each of opened?.transmitters ?? []) each.close();
      opened = undefined;
      echoes?.close();
      echoes = undefined;
    },
  };
}
