// Echo canaries on the wire (pace/echo-canaries.ts): ICMP echo requests by sockets of their own, whose identifier is the source port of
// canaries. Which request a reply answers its cookie says, made of the number that the request has.
import { RESERVED_PORTS } from '../../link/reserved-ports.ts';
import { createAnswer, MUST_BE_RIGHT, OPEN, VOUCHED } from '../../probe/answer.ts';
import { withTtl } from '../../probe/form.ts';
import { icmpEcho } from '../../probe/icmp-echo.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { cookie } from '../order/cookie.ts';
import { hostOfAddress } from '../order/host-table.ts';
import { ASKED_MAX } from '../pace/canaries.ts';
import { openSideWire } from './side-wire.ts';

export interface EchoDoor {
  /** A request of this number, below ASKED_MAX; false where it could not be sent. */
  ask(host: number, number: number): boolean;
  /** Shows the replies that have come. */
  drain(visit: (host: number, number: number) => void): void;
  close(): void;
}

/** Opens its sockets; throws where the system gives none. */
export function openEchoDoor(setup: EngineSetup): EchoDoor {
  const { table, cookieKey } = setup;
  const identifier = setup.sourcePortBase + RESERVED_PORTS;
  const forms = withTtl(icmpEcho.forms, setup.ttl);
  const wire = openSideWire(setup, forms, { protocol: icmpEcho.protocol, portBase: identifier });
  const answer = createAnswer();
  /** By number, the cookie of the request that had it last; and the other way round. */
  const cookies = new Float64Array(ASKED_MAX).fill(-1);
  const numbers = new Map<number, number>();

  function proofOf(source: number, address: number, number: number): number {
    const proof = cookie(cookieKey[0], cookieKey[1], source, address, identifier, number) >>> 0;
    numbers.delete(cookies[number]);
    cookies[number] = proof;
    numbers.set(proof, number);
    return proof;
  }

  return {
    ask: (host, number) =>
      wire.send(host, 0, (buffer, linkHeader, source, address) => {
        const proof = proofOf(source, address, number);
        icmpEcho.patch(forms[0], buffer, linkHeader, source, address, identifier, 0, proof);
      }),
    drain(visit) {
      wire.drain({
        packet(bytes, offset, end, missing, _linkHeader, _micros, unchecked) {
          const verdict = icmpEcho.read(bytes, offset, end, missing, unchecked ? MUST_BE_RIGHT : VOUCHED, answer);
          if (verdict !== OPEN || answer.ourPort !== identifier) return;
          const number = numbers.get(answer.cookie >>> 0);
          const host = hostOfAddress(table, answer.host);
          if (number !== undefined && host >= 0) visit(host, number);
        },
      });
    },
    close: wire.close,
  };
}
