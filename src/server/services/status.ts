// Where a survey is, from its lines.
import type { Line, StartLine } from '../../finding/finding.ts';
import type { ScanId } from '../../inventory/inventory.ts';
import type { SurveyStatus } from '../api.ts';

type Changing<T> = { -readonly [K in keyof T]: T[K] };

export interface StatusBook {
  readonly status: SurveyStatus;
  take(line: Line): void;
  set(change: Partial<SurveyStatus>): void;
}

export function createStatusBook(scan: ScanId, start: StartLine, rateCap: number | null): StatusBook {
  const status: Changing<SurveyStatus> = {
    scan,
    state: 'running',
    targets: start.targets,
    begun: start.time,
    ended: null,
    phase: null,
    done: null,
    secondsLeft: null,
    rate: null,
    rateCap,
    hostsUp: 0,
    openPorts: 0,
    error: null,
  };
  /** Counted here, as a stage's own figures begin with it. */
  const hosts = new Set<string>();
  const ports = new Set<string>();

  function take(line: Line): void {
    switch (line.type) {
      case 'host':
        if (line.state === 'up') status.hostsUp = hosts.add(line.ip).size;
        break;
      case 'port':
        if (line.state === 'open') status.openPorts = ports.add(`${line.ip} ${line.proto} ${line.port}`).size;
        break;
      case 'phase':
        Object.assign(status, { phase: line.stage, done: null, secondsLeft: null, rate: null });
        break;
      case 'progress': {
        const { stage, done, rate, remainingMs } = line;
        const secondsLeft = remainingMs === null ? null : Math.ceil(remainingMs / 1000);
        Object.assign(status, { phase: stage, done, rate, secondsLeft });
        break;
      }
      case 'end':
        Object.assign(status, { hostsUp: line.hostsUp, openPorts: line.openPorts });
        break;
    }
  }

  return { status, take, set: (change) => Object.assign(status, change) };
}
