// A UDP port that answered somebody beside the scan which asked it, and is open after all.
//
//  1. Its host is there, then: that is told first where nobody has said so.
//  2. Of more hosts than are remembered that is not known, and not told.
import type { Line } from '../../../finding/finding.ts';
import type { StageLine } from '../../../finding/stamp.ts';
import type { StageContext } from '../stage.ts';

const KNOWN_MOST = 2 ** 17;

export interface OpenAfterAll {
  /** Every line of the other stages. */
  take(line: Line): void;
  open(ip: string, port: number): readonly StageLine[];
}

export function createOpenAfterAll(stage: string, time: StageContext['time']): OpenAfterAll {
  const known = new Set<string>();
  return {
    take(line) {
      if (line.type === 'host' && known.size < KNOWN_MOST) known.add(line.ip);
    },
    open(ip, port) {
      const why = { reason: 'udp-response', probe: 'udp', stage, time: time() } as const;
      const told: StageLine = { type: 'port', ip, proto: 'udp', port, state: 'open', ...why };
      if (known.has(ip) || known.size >= KNOWN_MOST) return [told];
      known.add(ip);
      return [{ type: 'host', ip, state: 'up', ...why }, told];
    },
  };
}
