// Echo canaries on the wire (pace/echo-canaries.ts): ICMP echo requests by sockets of their own, whose identifier is the source port of
// canaries. Which request a reply answers its cookie says, made of the number that the request has.
import type { Receiver, Transmitter } from '../../link/frames/frames.ts';
import { openOtherReceivers, openReceiver, openTransmitter } from '../../link/frames/open.ts';
import { RESERVED_PORTS } from '../../link/reserved-ports.ts';
import { createAnswer, MUST_BE_RIGHT, OPEN, VOUCHED } from '../../probe/answer.ts';
import { withTtl } from '../../probe/form.ts';
import { icmpEcho } from '../../probe/icmp-echo.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { cookie } from '../order/cookie.ts';
import { addressOfHost, hostOfAddress, segmentOfHost } from '../order/host-table.ts';
import { ASKED_MAX } from '../pace/canaries.ts';
import { createFormSlots, type FormSlots, slotSizeFor } from './form-slots.ts';

export interface EchoDoor {
  /** A request of this number, below ASKED_MAX; false where it could not be sent. */
  ask(host: number, number: number): boolean;
  /** Shows the replies that have come. */
  drain(visit: (host: number, number: number) => void): void;
  close(): void;
}

/** Opens its sockets; throws where the system gives none. */
export function openEchoDoor(setup: EngineSetup): EchoDoor {
  const { table, hops, cookieKey, recorder } = setup;
  const identifier = setup.sourcePortBase + RESERVED_PORTS;
  const forms = withTtl(icmpEcho.forms, setup.ttl);
  const answers = { protocol: icmpEcho.protocol, portBase: identifier };
  const answer = createAnswer();
  const receivers: Receiver[] = [];
  const transmitters: Transmitter[] = [];
  const formSlots: FormSlots[] = [];
  /** By number, the cookie of the request that had it last; and the other way round. */
  const cookies = new Float64Array(ASKED_MAX).fill(-1);
  const numbers = new Map<number, number>();
  for (const each of setup.interfaces) {
    receivers.push(openReceiver(each, answers, recorder));
    const transmitter = openTransmitter(each, 1, slotSizeFor(forms), recorder);
    transmitters.push(transmitter);
    formSlots.push(createFormSlots(transmitter, forms));
  }
  receivers.push(...openOtherReceivers(setup.listening, answers, recorder));

  function proofOf(source: number, address: number, number: number): number {
    const proof = cookie(cookieKey[0], cookieKey[1], source, address, identifier, number) >>> 0;
    numbers.delete(cookies[number]);
    cookies[number] = proof;
    numbers.set(proof, number);
    return proof;
  }

  return {
    ask(host, number) {
      const hop = hops[table.hop[segmentOfHost(table, host)]];
      const transmitter = transmitters[hop.interfaceSlot];
      const { buffer, linkHeader } = transmitter;
      const { held, hold } = formSlots[hop.interfaceSlot];
      if (held[0] !== 0) hold(0, 0);
      if (hop.destinationMac !== null && hop.sourceMac !== null) {
        buffer.set(hop.destinationMac, 0);
        buffer.set(hop.sourceMac, 6);
      }
      const [source] = hop.sources;
      const address = addressOfHost(table, host);
      icmpEcho.patch(forms[0], buffer, linkHeader, source, address, identifier, 0, proofOf(source, address, number));
      return transmitter.send(0, 1) > 0;
    },
    drain(visit) {
      const visitor = {
        packet(
          bytes: Uint8Array,
          offset: number,
          end: number,
          missing: number,
          _linkHeader: number,
          _micros: number,
          unchecked: boolean,
        ): void {
          const verdict = icmpEcho.read(bytes, offset, end, missing, unchecked ? MUST_BE_RIGHT : VOUCHED, answer);
          if (verdict !== OPEN || answer.ourPort !== identifier) return;
          const number = numbers.get(answer.cookie >>> 0);
          const host = hostOfAddress(table, answer.host);
          if (number !== undefined && host >= 0) visit(host, number);
        },
      };
      for (const receiver of receivers) receiver.drain(visitor);
    },
    close() {
      for (const each of [...receivers, ...transmitters]) each.close();
    },
  };
}
