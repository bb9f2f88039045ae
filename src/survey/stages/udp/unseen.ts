// Addresses that gave the scan of UDP ports no sign of themselves, and may answer all the same: to words that only the user knows (an
// SNMP agent that knows no version 3 answers nobody but who names its community), or from where no scan hears them (second-look.ts).
//
//  1. They are asked once the scan has ended, those ports alone; hosts that gave a sign are the second look's.
//  2. Of more than UNSEEN_MOST addresses none is asked for an agent, and the plan says so; for what answers from elsewhere of no
//     more than ELSEWHERE_MOST, of those that are there where hosts were looked for. Nor are those of a share: others have theirs.
import { snmpDiscovery } from '../../../probe/udp/monitoring/snmp.ts';
import type { ScanSpec } from '../../../scan/spec.ts';
import type { Endpoint } from '../../../service/endpoint.ts';
import { countFlat, type FlatRanges, flatten } from '../../../target/flat-ranges.ts';
import type { Range } from '../../../target/ranges.ts';
import { formatIpv4 } from '../../../wire/address.ts';
import { elsewherePorts } from './second-look.ts';

export const UNSEEN_MOST = 65_536;
const ELSEWHERE_MOST = 64;

/** Ports of the agents, as far as they are asked. */
export function agentPorts(ports: readonly Range[]): readonly number[] {
  return snmpDiscovery.ports.filter((port) => ports.some(([first, last]) => first <= port && port <= last));
}

export interface Unseen {
  /** A host that gave a sign. */
  seen(ip: string): void;
  /** The scan has ended: all others. */
  rest(): Generator<Endpoint>;
}

/** For agents. */
export function createUnseen(spec: ScanSpec): Unseen {
  return unseenOf(spec, agentPorts(spec.ports), UNSEEN_MOST, () => flatten(spec.targets));
}

/** For what answers from elsewhere. `targets`: of these, those that are there. */
export function createUnheard(spec: ScanSpec, targets: (all: ScanSpec['targets']) => FlatRanges): Unseen {
  return unseenOf(spec, elsewherePorts(spec.ports), ELSEWHERE_MOST, () => targets(spec.targets));
}

function unseenOf({ shard }: ScanSpec, ports: readonly number[], most: number, targets: () => FlatRanges): Unseen {
  const asked = shard.count === 1 ? ports : [];
  const hosts = new Set<string>();
  return {
    seen(ip) {
      if (asked.length > 0) hosts.add(ip);
    },
    *rest() {
      const words = asked.length > 0 ? targets() : new Uint32Array(0);
      if (countFlat(words) > most) return;
      for (let i = 0; i < words.length; i += 2) {
        for (let address = words[i]; address <= words[i + 1]; address++) {
          const ip = formatIpv4(address);
          if (hosts.has(ip)) continue;
          for (const port of asked) yield { ip, proto: 'udp', port, isSilent: true, onlyUnasked: true };
        }
      }
    },
  };
}
