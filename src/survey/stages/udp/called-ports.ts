// UDP ports that were found to answer beside the scan: some hear their group alone (Debian's wsdd), and answer when the stage `identity`
// calls their link (link-wide.ts).
//
//  1. Such an answer counts where the scan asks that port of that host: who was not to be asked is told nothing of.
//  2. It is told when all others have ended, and only where nobody has found the port open: then none is told, or counted, twice.
//  3. What the port is for is told with it, where that was asked for.
import type { PortFact } from '../../../finding/finding.ts';
import type { StageLine } from '../../../finding/stamp.ts';
import type { ScanSpec } from '../../../scan/spec.ts';
import type { ServiceFinding } from '../../../service/facts.ts';

export interface CalledPorts {
  /** A port has answered, and this is what it is for. */
  take(facts: readonly ServiceFinding[]): void;
  /** Rule 2. `isOpen`: found by others. */
  rest(isOpen: (ip: string, port: number) => boolean): readonly StageLine[];
}

export interface CalledOptions {
  /** The scan of UDP ports; none: nothing is told. */
  readonly spec: Pick<ScanSpec, 'ports' | 'shard'> | undefined;
  readonly tellsServices: boolean;
  readonly stage: string;
  readonly time: () => StageLine['time'];
}

export function createCalledPorts({ spec, tellsServices, stage, time }: CalledOptions): CalledPorts {
  // Of a share the others have theirs.
  const ports = spec === undefined || spec.shard.count > 1 ? [] : spec.ports;
  const answers = new Map<string, readonly ServiceFinding[]>();

  function told(facts: readonly ServiceFinding[]): readonly StageLine[] {
    const [{ ip, port }] = facts;
    const fact: PortFact = {
      ...{ type: 'port', ip, proto: 'udp', port, state: 'open', reason: 'udp-response', probe: 'udp' },
      ...{ stage, time: time() },
    };
    return [fact, ...(tellsServices ? facts.map((each): StageLine => ({ ...each, stage, time: time() })) : [])];
  }

  return {
    take(facts) {
      const [first] = facts;
      if (first?.proto !== 'udp' || !ports.some(([from, to]) => from <= first.port && first.port <= to)) return;
      const key = `${first.ip} ${first.port}`;
      if (!answers.has(key)) answers.set(key, facts);
    },
    rest: (isOpen) => [...answers.values()].filter(([{ ip, port }]) => !isOpen(ip, port)).flatMap(told),
  };
}
