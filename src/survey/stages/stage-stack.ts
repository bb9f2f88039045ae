// Which operating system each host has, as far as its TCP/IP stack tells (src/identity/stack/).
//
//  1. Asked are hosts whose TCP ports were, when the scan of TCP ports has done with them and beside what comes after it: three
//     SYNs with the full option set to one of its open ports, EACH_MS apart, one to each other (PORTS_MOST in all) and to a closed
//     one, and two echo requests, ECHO_EACH_MS apart. One without an open port is asked the rest. Our kernel resets what is half open.
//  2. It asks by packets of its own: without the right to these there are no ports that a SYN-ACK showed, and nobody is asked.
//  3. Hosts are asked HOSTS_AT_ONCE at a time, so that what is kept is bounded; nobody who is excluded, or was dropped meanwhile.
//  4. A cap of the pace is for all that is sent, and a recording is written by one at a time: then it begins when the others have
//     ended, one kind of question after the other. Paused, no question begins; those that have take up to a second.
//  5. Who is silent to a question that is put once is asked once more.
//  6. What comes back is handed on by the engine as it is, and read here, without rights.

import type { PingJob } from '../../engine/engine.ts';
import type { StageLine } from '../../finding/stamp.ts';
import { capOf, whenGoing } from '../../finding/steering.ts';
import { type EchoReply, type Reset, readAnswer, type SynAck } from '../../identity/stack/answers.ts';
import { stackClues } from '../../identity/stack/verdict.ts';
import type { PingTarget } from '../../ping/types.ts';
import type { SurveyRequest } from '../request.ts';
import type { Accompanying } from './companion.ts';
import { createOpenTcp, type OpenHost } from './open-tcp.ts';
import { questions } from './stack-questions.ts';
import type { StageContext } from './stage.ts';

const NAME = 'stack';
/** Hosts that the scan has done with within so long are asked together. */
const TOGETHER_MS = 20;
/** Rule 3. */
const HOSTS_AT_ONCE = 4096;

export function accompany(context: StageContext, signal: AbortSignal): Accompanying {
  const { plan, recordTo, steering, time } = context;
  const hosts = createOpenTcp(plan.scans.get('syn')?.spec ?? { ports: [], excluded: [] });
  const told: StageLine[] = [];
  let timer: NodeJS.Timeout | null = null;
  let asking: Promise<void> | null = null;
  let failure: unknown = null;
  /** The others have ended. */
  let isAlone = false;

  /** Those that wait, batch by batch. */
  function askOn(): void {
    timer = null;
    if (asking !== null || failure !== null || signal.aborted) return;
    if (!isAlone && (steering.paused || steering.rateCap != null)) return;
    const some = hosts.ended(HOSTS_AT_ONCE);
    if (some.length === 0) return;
    asking = whenGoing(steering, signal)
      .then(() => tell(some))
      .catch((error: unknown) => {
        failure = error;
      })
      .finally(() => {
        asking = null;
        askOn();
      });
  }

  async function tell(hostsNow: readonly OpenHost[]): Promise<void> {
    const some = hostsNow.filter(({ ip }) => !steering.isDropped(ip));
    if (some.length === 0) return;
    const heard = await ask(context, some, signal);
    for (const [index, { ip }] of some.entries()) {
      for (const clue of stackClues(heard[index])) told.push({ type: 'clue', ip, ...clue, stage: NAME, time: time() });
    }
  }

  return {
    take(line) {
      hosts.take(line);
      if (line.type !== 'host-end' || asksAlone(plan.request, recordTo)) return;
      timer ??= setTimeout(askOn, TOGETHER_MS);
    },
    ready: () => told.splice(0),
    async *rest() {
      if (timer !== null) clearTimeout(timer);
      hosts.end();
      isAlone = true;
      askOn();
      while (asking !== null) {
        await asking;
        yield* told.splice(0);
      }
      yield* told.splice(0);
      if (failure !== null) throw failure;
    },
  };
}

/** Rule 4. */
function asksAlone({ rate }: SurveyRequest, recordTo: number | undefined): boolean {
  return rate !== undefined || recordTo !== undefined;
}

/** What one host has answered. */
interface Heard {
  readonly ports: Map<number, SynAck[]>;
  reset: Reset | null;
  readonly echoes: EchoReply[];
}

/** By host, what it answered. */
async function ask(context: StageContext, hosts: readonly OpenHost[], signal: AbortSignal): Promise<readonly Heard[]> {
  const { plan, engine, recordTo, steering } = context;
  const heard = hosts.map((): Heard => ({ ports: new Map(), reset: null, echoes: [] }));
  const numberOf = new Map(hosts.map(({ ip }, index) => [ip, index]));
  const rate = capOf(steering, plan.request.rate ?? null);
  const jobs = questions(
    hosts,
    { ...plan.request, rate: rate ?? undefined },
    plan.scans.get('syn')?.spec.excluded ?? [],
  );
  const run = async (job: PingJob, isAgain = false): Promise<void> => {
    const silent: PingTarget[] = [];
    for await (const event of engine.run(job, { signal, recordTo })) {
      if (event.type !== 'ping') continue;
      const index = numberOf.get(event.target)!;
      if (event.packet !== undefined)
        take(heard[index], Buffer.from(event.packet, 'base64'), event.atMs ?? 0, event.dport);
      else silent.push({ name: event.target, address: hosts[index].address, port: event.dport });
    }
    // Rule 5.
    const { options } = job;
    if (isAgain || options.count !== 1 || silent.length === 0 || signal.aborted) return;
    await run({ kind: 'ping', options: { ...options, targets: silent } }, true);
  };
  if (rate === null && recordTo === undefined) await Promise.all(jobs.map((job) => run(job)));
  else for (const job of jobs) await run(job);
  return heard;
}

/** Rule 6. */
function take(heard: Heard, packet: Uint8Array, atMs: number, port: number): void {
  const answer = readAnswer(packet, atMs);
  if (answer?.kind === 'syn-ack') {
    const before = heard.ports.get(port);
    if (before === undefined) heard.ports.set(port, [answer]);
    else before.push(answer);
  } else if (answer?.kind === 'reset') heard.reset ??= answer;
  else if (answer?.kind === 'echo-reply') heard.echoes.push(answer);
}
