// Which operating system each host has, as far as its TCP/IP stack tells (src/identity/stack/).
//
//  1. Asked are hosts with an open TCP port, when the others have ended: three SYNs with the full option set to one of its open
//     ports, EACH_MS apart, one to each other (PORTS_MOST in all) and to a closed one, and two echo requests. Our kernel resets
//     what is half open.
//  2. It asks by packets of its own: without the right to these there are no ports that a SYN-ACK showed, and nobody is asked.
//  3. Hosts are asked HOSTS_AT_ONCE at a time, so that what is kept is bounded; nobody who is excluded.
//  4. A cap of the pace is for all that is sent: then one kind of question follows the other. So it is where packets are recorded.
//  5. What comes back is handed on by the engine as it is, and read here, without rights.
import type { PingJob } from '../../engine/engine.ts';
import type { ClueFact } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import { type EchoReply, type Reset, readAnswer, type SynAck } from '../../identity/stack/answers.ts';
import { ECHO_CODE } from '../../identity/stack/traits.ts';
import { stackClues } from '../../identity/stack/verdict.ts';
import { randomBytes } from '../../link/random.ts';
import type { PingOptions, PingTarget } from '../../ping/types.ts';
import { contains } from '../../target/ranges.ts';
import { SYN } from '../../wire/tcp.ts';
import { probesOf } from '../request.ts';
import type { Accompanying, Companion } from './companion.ts';
import { createOpenTcp, type OpenHost } from './open-tcp.ts';
import type { StageContext } from './stage.ts';

const NAME = 'stack';
/** Rule 1. */
const SYNS = 3;
const ECHOES = 2;
const EACH_MS = 200;
/** Rule 3. */
const HOSTS_AT_ONCE = 4096;
/** Packets a second of one kind of question: as many as a scan begins with (src/scan/pace/pace.ts). */
const RATE = 4000;
/** Who was heard before is waited for so many times as long as that took, within these. */
const PATIENCE = 4;
const PATIENCE_LEAST_MS = 300;
const PATIENCE_MOST_MS = 3000;
/** An echo reply returns it, so that nobody makes one up. */
const ECHO_DATA = 16;

export const stack: Companion = {
  name: NAME,
  applies: (request) => (request.identity ?? true) && probesOf(request).includes('syn'),
  start: (context, signal) => accompany(context, signal),
};

/** What one host has answered. */
interface Heard {
  readonly ports: Map<number, SynAck[]>;
  reset: Reset | null;
  readonly echoes: EchoReply[];
}

function accompany(context: StageContext, signal: AbortSignal): Accompanying {
  const { plan, time } = context;
  const spec = plan.scans.get('syn')?.spec;
  const found = createOpenTcp(spec?.ports ?? []);
  return {
    take: found.take,
    ready: () => [],
    async *rest(): AsyncGenerator<StageLine, void, undefined> {
      const excluded = spec?.excluded ?? [];
      let some: OpenHost[] = [];
      for (const host of found.hosts()) {
        if (!contains(excluded, host.address)) some.push(host);
        if (some.length < HOSTS_AT_ONCE) continue;
        yield* told(some);
        some = [];
      }
      yield* told(some);
    },
  };

  async function* told(hosts: readonly OpenHost[]): AsyncGenerator<StageLine, void, undefined> {
    if (hosts.length === 0 || signal.aborted) return;
    const heard = await ask(context, hosts, signal);
    for (const [index, { ip }] of hosts.entries()) {
      for (const clue of stackClues(heard[index])) {
        yield { type: 'clue', ip, ...clue, stage: NAME, time: time() } satisfies ClueFact;
      }
    }
  }
}

/** By host, what it answered. */
async function ask(context: StageContext, hosts: readonly OpenHost[], signal: AbortSignal): Promise<readonly Heard[]> {
  const { plan, engine, recordTo } = context;
  const heard = hosts.map((): Heard => ({ ports: new Map(), reset: null, echoes: [] }));
  const jobs = questions(hosts, plan.request);
  const run = async (job: PingJob): Promise<void> => {
    for await (const event of engine.run(job, { signal, recordTo })) {
      if (event.type !== 'ping' || event.packet === undefined) continue;
      take(heard[Number(event.target)], Buffer.from(event.packet, 'base64'), event.atMs ?? 0, event.dport);
    }
  };
  // Rule 4.
  if (plan.request.rate === undefined && recordTo === undefined) await Promise.all(jobs.map(run));
  else for (const job of jobs) await run(job);
  return heard;
}

/** Rule 5. */
function take(heard: Heard, packet: Uint8Array, atMs: number, port: number): void {
  const answer = readAnswer(packet, atMs);
  if (answer?.kind === 'syn-ack') {
    const before = heard.ports.get(port);
    if (before === undefined) heard.ports.set(port, [answer]);
    else before.push(answer);
  } else if (answer?.kind === 'reset') heard.reset ??= answer;
  else if (answer?.kind === 'echo-reply') heard.echoes.push(answer);
}

/** Targets are named by the number of their host. */
function questions(hosts: readonly OpenHost[], asked: StageContext['plan']['request']): readonly PingJob[] {
  const targetOf = ({ address }: OpenHost, index: number, port: number): PingTarget => ({
    name: String(index),
    address,
    port,
  });
  const others = otherPorts(hosts);
  const slowest = hosts.reduce((most, { rttMs }) => Math.max(most, rttMs), 0);
  const common: Omit<PingOptions, 'targets' | 'method' | 'count' | 'intervalMs'> = {
    rateCap: Math.min(RATE, asked.rate ?? RATE),
    timeoutMs: Math.max(PATIENCE_LEAST_MS, Math.min(PATIENCE_MOST_MS, PATIENCE * slowest)),
    interfaceName: asked.interface ?? null,
    source: null,
    syn: 'full',
    flags: SYN,
    ttl: 64,
    tos: 0,
    dontFragment: true,
    payload: new Uint8Array(0),
    keepPackets: true,
    recordTo: null,
  };
  const series: PingOptions = {
    ...common,
    targets: hosts.map((host, index) => targetOf(host, index, host.open[0])),
    method: 'tcp',
    count: SYNS,
    intervalMs: EACH_MS,
  };
  const each: PingOptions = {
    ...common,
    targets: others.map(({ index, port }) => targetOf(hosts[index], index, port)),
    method: 'tcp',
    count: 1,
    intervalMs: 1,
  };
  const echo: PingOptions = {
    ...common,
    targets: hosts.map((host, index) => targetOf(host, index, 0)),
    method: 'icmp',
    count: ECHOES,
    intervalMs: EACH_MS,
    payload: randomBytes(ECHO_DATA),
    echoCode: ECHO_CODE,
  };
  return [series, each, echo].flatMap((options) => (options.targets.length > 0 ? [{ kind: 'ping', options }] : []));
}

/** The first of every host, then the second: no host is asked in a burst. */
function otherPorts(hosts: readonly OpenHost[]): readonly { readonly index: number; readonly port: number }[] {
  const all = hosts.map(({ open, closed }) => [...(closed === null ? [] : [closed]), ...open.slice(1)]);
  const most = all.reduce((length, ports) => Math.max(length, ports.length), 0);
  return Array.from({ length: most }, (_, round) =>
    all.flatMap((ports, index) => (round < ports.length ? [{ index, port: ports[round] }] : [])),
  ).flat();
}
