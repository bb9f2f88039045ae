// The figures of an imported survey, counted from its facts: never more than they say.
import type { End, Line } from '../../finding/finding.ts';

type Known = Pick<End, 'time' | 'hostsAsked' | 'elapsedMs' | 'interrupted' | 'engine'>;

export interface Counts {
  take(line: Line): void;
  end(known: Known): End;
}

export function createCounts(): Counts {
  let [hosts, open, closed, filtered, maybe, silent] = [0, 0, 0, 0, 0, 0];
  const protocols = new Set<string>();
  return {
    take(line) {
      if (line.type === 'host') hosts++;
      if (line.type === 'port' && line.reason === 'no-response') silent++;
      if (line.type !== 'host-end') return;
      protocols.add(line.stage === 'import-udp' ? 'udp' : 'syn');
      open += line.open;
      closed += line.closed;
      filtered += line.filtered;
      maybe += line.openFiltered ?? 0;
    },
    end({ time, hostsAsked, elapsedMs, interrupted, engine }) {
      const probes = open + closed + filtered + maybe;
      // Of what is only counted nobody knows what came back: an open or closed port has answered.
      const answered = open + closed;
      const [protocol = 'syn'] = protocols;
      return {
        ...{ type: 'end', time, hostsAsked: Math.max(hostsAsked, hosts), hostsUp: hosts },
        ...{ openPorts: open, closedPorts: closed, filteredPorts: filtered },
        ...(protocols.has('udp') ? { openFilteredPorts: maybe } : {}),
        ...{ probes, answered, retransmitted: 0, silent: Math.max(silent, probes - answered) },
        ...{ completeness: probes === 0 ? 1 : answered / probes, unasked: 0, strays: 0, duplicates: 0, late: 0 },
        ...{ limitedHosts: [], answersAllHosts: [], kernelDrops: 0, interrupted, stateless: false, elapsedMs },
        ...{ probe: protocols.size > 1 ? 'several' : protocol, engine },
      };
    },
  };
}
