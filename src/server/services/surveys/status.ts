// Where a survey is, from its lines.
import type { Line, StartLine } from '../../../finding/finding.ts';
import type { ScanId } from '../../../inventory/inventory.ts';
import type { SurveyStatus } from '../../api.ts';

type Changing<T> = { -readonly [K in keyof T]: T[K] };

export interface StatusBook {
  readonly status: SurveyStatus;
  take(line: Line): void;
  set(change: Partial<SurveyStatus>): void;
}

/** Of so many it is known which they were; of more, what comes again counts again until the end says how many there were. */
const KNOWN_MOST = 200_000;

/** Counts what is new. */
function createCount(): (key: string) => number {
  const known = new Set<string>();
  let more = 0;
  return (key) => {
    if (known.size < KNOWN_MOST) known.add(key);
    else if (!known.has(key)) more++;
    return known.size + more;
  };
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
  // Counted here, as a stage's own figures begin with it.
  const hosts = createCount();
  const ports = createCount();

  function take(line: Line): void {
    switch (line.type) {
      case 'host':
        if (line.state === 'up') status.hostsUp = hosts(line.ip);
        break;
      case 'port':
        if (line.state === 'open') status.openPorts = ports(`${line.ip} ${line.proto} ${line.port}`);
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
