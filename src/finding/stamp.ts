// The one place where what an engine found becomes a line: which stage asked, what, and when it was told.
import type {
  AnswerFact,
  AskedBy,
  Fact,
  Finding,
  HostEnd,
  HostFinding,
  Line,
  Notice,
  PortFinding,
  Progress,
} from './finding.ts';

/** What was asked where the answer tells it by itself; null: nothing had to be. Other answers are to the stage's probe. */
const ASKED: Readonly<Partial<Record<HostFinding['reason'], AnswerFact['probe'] | null>>> = {
  'arp-reply': 'arp',
  'echo-reply': 'icmp',
  'syn-ack': 'syn',
  rst: 'syn',
  connected: 'connect',
  'connection-refused': 'connect',
  'udp-response': 'udp',
  'neighbour-table': null,
  local: null,
  heard: null,
};

/** Everything that an engine emits but its `end`, of which the survey makes the end of a phase. */
export type StageFinding = Exclude<Finding, { readonly type: 'end' }>;
export type StageLine = Fact | HostEnd | Notice | Progress;

/** `probe`: what the stage asks by; `connect` of the connect engine. */
export interface StageStamp {
  readonly stage: string;
  readonly probe: AskedBy;
}

/** A clock's time as lines have it. Of one millisecond it is written once: lines come by the thousand. */
export function createTimeStamp(now: () => number = Date.now): () => Line['time'] {
  let last = Number.NaN;
  let text = '';
  return () => {
    const time = now();
    if (time !== last) {
      last = time;
      text = new Date(time).toISOString();
    }
    return text;
  };
}

/** The line of a finding. */
export function stamp(finding: StageFinding, { stage, probe }: StageStamp, time: Line['time']): StageLine {
  if (finding.type !== 'host' && finding.type !== 'port') return { ...finding, stage, time };
  const asked = askedFor(finding, probe);
  return asked === null ? { ...finding, stage, time } : { ...finding, probe: asked, stage, time };
}

function askedFor({ reason }: HostFinding | PortFinding, probe: StageStamp['probe']): StageStamp['probe'] | null {
  const asked = ASKED[reason];
  return asked === undefined ? probe : asked;
}
