// Canaries on the wire: single probes by sockets of their own, which the controller sends and reads. They leave by the
// source port behind those of the passes, which no pass asks by. The sockets are opened at the first canary.
import { RESERVED_PORTS } from '../../link/reserved-ports.ts';
import { ARRIVED, createAnswer, MUST_BE_RIGHT, NONE, shows, VOUCHED } from '../../probe/answer.ts';
import { withTtl } from '../../probe/form.ts';
import { rowOf } from '../../probe/form-table.ts';
import { PROBES } from '../../probe/probes.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { cookie } from '../order/cookie.ts';
import { hostOfAddress } from '../order/host-table.ts';
import { createPortFinder } from '../order/port-finder.ts';
import type { CanaryDoor } from '../pace/canaries.ts';
import { createStampClock, startClock } from '../state/thread-clock.ts';
import { type EchoDoor, openEchoDoor } from './echo-door.ts';
import { openSideWire } from './side-wire.ts';

export function openCanaryDoor(setup: EngineSetup): CanaryDoor {
  const { table, portNumbers, cookieKey, sourcePortBase } = setup;
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
    return { wire: openSideWire(setup, forms, answers), clock, stamps: createStampClock(setup.epochMicros) };
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
      const form = setup.forms[rowOf(PROBES[setup.probe], 2)][portIndex];
      const port = portNumbers[portIndex];
      return opened.wire.send(host, form, (buffer, linkHeader, source, address) => {
        const proof = cookie(cookieKey[0], cookieKey[1], source, address, ownSlot, port);
        patch(forms[form], buffer, linkHeader, source, address, sourcePort, port, proof);
      });
    },
    askEcho: (host, number) => echoDoor()?.ask(host, number) ?? false,
    drain(visit, echoed) {
      echoes?.drain(echoed);
      if (opened === undefined) return;
      const { stamps, clock, wire } = opened;
      stamps.look(clock());
      wire.drain({
        packet(bytes, offset, end, missing, _linkHeader, micros, unchecked) {
          const verdict = read(bytes, offset, end, missing, unchecked ? MUST_BE_RIGHT : VOUCHED, answer);
          if (verdict === NONE || verdict === ARRIVED || answer.ourPort !== sourcePort || !isTrue()) return;
          const host = hostOfAddress(table, answer.host);
          const portIndex = portIndexOf(answer.port);
          if (host >= 0 && portIndex >= 0) visit(host, portIndex, stamps.at(micros) / 1000);
        },
      });
    },
    close() {
      opened?.wire.close();
      opened = undefined;
      echoes?.close();
      echoes = undefined;
    },
  };
}
