// UDP ports that stayed silent and may be open all the same: whom the stage `services` asks once more, by ordinary datagrams.
//
//  1. A host is looked at when the scan has done with it, and only if it is there.
//  2. What lives on the port may answer from another one, which the scan did not hear, or to words that it does not know: such
//     ports are asked of everybody, in these words alone. The first need not wait until the scan has done with the host.
//  3. Where a host refuses, and few of its ports are silent, a service that did not understand the scan's question is
//     likely: those few are asked what is asked most.
//  4. All in all no more than ASKED_MOST: what is left stays open or filtered, as it was told.
import type { HostEnd, PortFact } from '../../../finding/finding.ts';
import { ELSEWHERE_PORTS } from '../../../service/elsewhere.ts';
import type { Endpoint } from '../../../service/endpoint.ts';
import type { Range } from '../../../target/ranges.ts';

const SILENT_MOST = 32;
const ASKED_MOST = 20_000;

export interface SecondLook {
  /** A host has shown itself to the scan of UDP ports: those of its ports that need not wait. */
  there(ip: string): readonly Endpoint[];
  /** A UDP port that was told. */
  port(fact: PortFact): void;
  /** The scan has done with the host: its other ports that are to be asked once more. */
  end(host: HostEnd): readonly Endpoint[];
}

/** What was told of a host: ports that answered, and silent ones. */
interface Seen {
  readonly answered: Set<number>;
  readonly silent: Set<number>;
  isAsked: boolean;
}

/** Of the ports that a scan asks. */
export function elsewherePorts(ports: readonly Range[]): readonly number[] {
  return ELSEWHERE_PORTS.filter((port) => ports.some(([first, last]) => first <= port && port <= last));
}

/** `ports`: those that the scan asks. `unasked`: those of them that there are other words for. */
export function createSecondLook(ports: readonly Range[], unasked: readonly number[] = []): SecondLook {
  const elsewhere = elsewherePorts(ports);
  const seen = new Map<string, Seen>();
  let asked = 0;

  function of(ip: string): Seen {
    let its = seen.get(ip);
    if (its === undefined) {
      its = { answered: new Set(), silent: new Set(), isAsked: false };
      seen.set(ip, its);
    }
    return its;
  }

  /** Rule 4. */
  function allowed(endpoints: readonly Endpoint[]): readonly Endpoint[] {
    const now = endpoints.slice(0, ASKED_MOST - asked);
    asked += now.length;
    return now;
  }

  const silent = (ip: string, port: number): Endpoint => ({ ip, proto: 'udp', port, isSilent: true });
  const unheard = (ip: string, ports: readonly number[]): Endpoint[] =>
    ports.map((port) => ({ ...silent(ip, port), onlyUnasked: true }));

  return {
    there(ip) {
      const its = of(ip);
      if (its.isAsked) return [];
      its.isAsked = true;
      return allowed(unheard(ip, elsewhere));
    },
    port({ ip, port, state }) {
      of(ip)[state === 'open|filtered' ? 'silent' : 'answered'].add(port);
    },
    end({ ip, closed, openFiltered = 0 }) {
      const its = of(ip);
      seen.delete(ip);
      const mayBeOpen = closed > 0 && openFiltered <= SILENT_MOST ? [...its.silent] : [];
      const left = its.isAsked ? unasked : [...elsewhere, ...unasked];
      const others = left.filter((port) => !its.answered.has(port) && !mayBeOpen.includes(port));
      return allowed([...unheard(ip, others), ...mayBeOpen.map((port) => silent(ip, port))]);
    },
  };
}
