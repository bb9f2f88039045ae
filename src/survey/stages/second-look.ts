// UDP ports that stayed silent and may be open all the same: whom the stage `services` asks once more, by ordinary datagrams.
//
//  1. A host is looked at when the scan has done with it, and only if it is there.
//  2. What lives on the port may answer from another one, which the scan did not hear, or to words that it does not know: such
//     ports are asked of everybody, in these words alone.
//  3. Where a host refuses, and few of its ports are silent, a service that did not understand the scan's question is
//     likely: those few are asked what is asked most.
//  4. All in all no more than ASKED_MOST: what is left stays open or filtered, as it was told.
import type { HostEnd, PortFact } from '../../finding/finding.ts';
import { ELSEWHERE_PORTS } from '../../service/elsewhere.ts';
import type { Endpoint } from '../../service/endpoint.ts';
import type { Range } from '../../target/ranges.ts';

const SILENT_MOST = 32;
const ASKED_MOST = 20_000;

export interface SecondLook {
  /** A UDP port that was told. */
  port(fact: PortFact): void;
  /** A host that the scan of UDP ports has done with: its ports that are to be asked once more. */
  end(host: HostEnd): readonly Endpoint[];
}

/** `ports`: those that the scan asks. `unasked`: those of them that there are other words for. */
export function createSecondLook(ports: readonly Range[], unasked: readonly number[] = []): SecondLook {
  const elsewhere = ELSEWHERE_PORTS.filter((port) => ports.some(([first, last]) => first <= port && port <= last));
  const ofEverybody = [...elsewhere, ...unasked];
  /** By host, what was told of it: ports that answered, and silent ones. */
  const told = new Map<string, { readonly answered: Set<number>; readonly silent: Set<number> }>();
  let asked = 0;

  return {
    port({ ip, port, state }) {
      let of = told.get(ip);
      if (of === undefined) {
        of = { answered: new Set(), silent: new Set() };
        told.set(ip, of);
      }
      of[state === 'open|filtered' ? 'silent' : 'answered'].add(port);
    },
    end({ ip, closed, openFiltered = 0 }) {
      const { answered, silent } = told.get(ip) ?? { answered: new Set(), silent: new Set() };
      told.delete(ip);
      const mayBeOpen = closed > 0 && openFiltered <= SILENT_MOST ? [...silent] : [];
      const others = ofEverybody.filter((port) => !answered.has(port) && !mayBeOpen.includes(port));
      const now: Endpoint[] = [
        ...others.map((port) => ({ ip, proto: 'udp', port, isSilent: true, onlyUnasked: true }) as const),
        ...mayBeOpen.map((port) => ({ ip, proto: 'udp', port, isSilent: true }) as const),
      ].slice(0, ASKED_MOST - asked);
      asked += now.length;
      return now;
    },
  };
}
