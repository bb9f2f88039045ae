// Ports in, lines out, as they are recognised: whoever asks many ports (a survey's stage, `portolan identify`) asks here.
// Who is asked when is the crowd's.
import type { Line } from '../finding/finding.ts';
import type { StageLine } from '../finding/stamp.ts';
import type { Steering } from '../finding/steering.ts';
import { createCrowd, type Found } from './crowd.ts';
import { factsOf } from './facts.ts';
import { takesLong } from './long-talks.ts';
import type { Recognise } from './recognise/recognise.ts';
import type { Recognised } from './recognise/recognised.ts';
import type { Endpoint } from './service.ts';
import { type AnswerTimes, createAnswerTimes } from './talk/answer-times.ts';

export interface Inquiry {
  add(endpoint: Endpoint): void;
  /** Of all that was recognised since the last call. */
  ready(): readonly StageLine[];
  /**
   * No further port is added: gives the rest, as it is found, and how far it is. Aborted, it ends early, with what was
   * found. Throws at the end where asking failed: a fault of ours.
   */
  rest(): AsyncGenerator<StageLine, void, undefined>;
}

export interface InquiryOptions {
  readonly recognise: Recognise;
  readonly signal: AbortSignal;
  readonly intensity?: number;
  /** Ports a second. */
  readonly rate?: number;
  readonly steering?: Steering;
  /** Facts carry what was sent and received. */
  readonly evidence: boolean;
  readonly stage: string;
  readonly time: () => Line['time'];
  /** What is told of a port before its facts. `isOpen` false: it could not be asked, and there are none. */
  readonly before?: (found: Found, isOpen: boolean) => readonly StageLine[];
}

/** What one port of a host tells the others. */
interface Host {
  readonly seen: Set<string>;
  readonly times: AnswerTimes;
}

const SEEN_MOST = 16;
/** How often the status line moves. */
const PROGRESS_MS = 250;

export function createInquiry(options: InquiryOptions): Inquiry {
  const { recognise, signal, intensity, rate, steering, evidence, stage, time, before } = options;
  const hosts = new Map<string, Host>();
  const crowd = createCrowd({ recognise: recogniseBesideOthers, takesLong, signal, rate, steering });

  /** What ports of a host turned out to be says what its others may be, and how long those took how long others take. */
  async function recogniseBesideOthers(endpoint: Endpoint, idle: () => void): Promise<Recognised> {
    const { ip } = endpoint;
    const host = hosts.get(ip) ?? { seen: new Set(), times: createAnswerTimes() };
    hosts.set(ip, host);
    const recognised = await recognise(endpoint, { signal, intensity, idle, ...host });
    if (recognised.service !== 'unknown' && host.seen.size < SEEN_MOST) host.seen.add(recognised.service);
    return recognised;
  }

  function linesOf(found: Found): StageLine[] {
    const facts = factsOf(found, evidence).map((fact): StageLine => ({ ...fact, stage, time: time() }));
    return [...(before?.(found, facts.length > 0) ?? []), ...facts];
  }

  function progress(): StageLine {
    const { asked, done } = crowd;
    const counts = { sent: asked, answered: done, openPorts: asked, hostsUp: 0, rate: 0, remainingMs: null };
    return { type: 'progress', stage, phase: 'services', attempt: 1, done: done / asked, ...counts, time: time() };
  }

  const ready = (): StageLine[] => crowd.ready().flatMap(linesOf);
  return {
    add: crowd.add,
    ready,
    async *rest() {
      crowd.alone();
      while (await crowd.next(PROGRESS_MS)) {
        yield* ready();
        yield progress();
      }
    },
  };
}
