// Addresses that gave the scan of UDP ports no sign of themselves, and may answer to words that only the user knows: an SNMP agent
// that knows no version 3 answers nobody but who names its community.
//
//  1. They are asked once the scan has ended, that port alone; hosts that gave a sign are the second look's (second-look.ts).
//  2. Of more than UNSEEN_MOST addresses none is asked, and the plan says so; nor are those of a share: others have theirs.
import { snmpDiscovery } from '../../probe/udp/monitoring/snmp.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import type { Endpoint } from '../../service/endpoint.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import type { Range } from '../../target/ranges.ts';
import { formatIpv4 } from '../../wire/address.ts';

export const UNSEEN_MOST = 65_536;

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

export function createUnseen({ targets, ports, shard }: ScanSpec): Unseen {
  const words = flatten(targets);
  const asked = countFlat(words) <= UNSEEN_MOST && shard.count === 1 ? agentPorts(ports) : [];
  const hosts = new Set<string>();
  return {
    seen(ip) {
      if (asked.length > 0) hosts.add(ip);
    },
    *rest() {
      for (let i = 0; asked.length > 0 && i < words.length; i += 2) {
        for (let address = words[i]; address <= words[i + 1]; address++) {
          const ip = formatIpv4(address);
          if (hosts.has(ip)) continue;
          for (const port of asked) yield { ip, proto: 'udp', port, isSilent: true, onlyUnasked: true };
        }
      }
    },
  };
}
