// The way to each host that is not on a link of ours: asked when the others have ended, by what the host has answered.
//
//  1. By the protocol that was chosen. Else of TCP ports an open one is best, since firewalls let it through; then an echo, where it answered one; then a closed port that
//     answered; then a datagram to where nobody listens.
//  2. Who is dropped is asked no further.
//  3. Of more than HOSTS_MOST hosts the others are left out, and that is said.
import type { HostFact, PathFact, PortFact } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { TraceMethod } from '../../probe/trace.ts';
import type { PathFound, TraceTarget } from '../../scan/trace/types.ts';
import { formatIpv4, parseIpv4 } from '../../wire/address.ts';
import { SurveyError } from '../survey-error.ts';
import { readTraceBy, type TraceChoice } from '../trace-by.ts';
import type { Accompanying } from './companion.ts';
import { untilDropped } from './dropped.ts';
import type { StageContext } from './stage.ts';

const NAME = 'trace';
/** Rule 3. */
const HOSTS_MOST = 4096;
/** Where no better is known. UDP: where traceroute(8) begins, and nobody listens. */
const PORT_OF: Readonly<Record<TraceMethod, number>> = { tcp: 80, udp: 33_434, icmp: 0 };

interface Seen {
  readonly hops: number | null;
  isNear: boolean;
  reason: HostFact['reason'];
  openPort: number | null;
}

export function accompany({ engine, plan, steering, time }: StageContext, signal: AbortSignal): Accompanying {
  const hosts = new Map<string, Seen>();
  const chosen = readTraceBy(plan.request.traceBy);
  let leftOut = 0;

  function meetHost({ ip, mac, reason, hops }: HostFact): void {
    const seen = hosts.get(ip);
    const isNear = mac !== undefined || reason === 'local';
    if (seen !== undefined) seen.isNear ||= isNear;
    else if (hosts.size >= HOSTS_MOST) leftOut++;
    else hosts.set(ip, { hops: hops ?? null, isNear, reason, openPort: null });
  }

  function meetPort({ ip, proto, port, state }: PortFact): void {
    const seen = hosts.get(ip);
    if (seen !== undefined && proto === 'tcp' && state === 'open') seen.openPort ??= port;
  }

  return {
    take(line) {
      if (line.type === 'host') meetHost(line);
      else if (line.type === 'port') meetPort(line);
    },
    ready: () => [],
    async *rest() {
      let targets = [...hosts].filter(([, { isNear }]) => !isNear).map(([ip, seen]) => targetOf(ip, seen, chosen));
      const isDropped = ({ address }: TraceTarget): boolean => steering.isDropped(formatIpv4(address));
      targets = targets.filter((target) => !isDropped(target));
      if (targets.length === 0 || signal.aborted) return;
      const specs = [...plan.scans.values()].map(({ spec }) => spec);
      if (specs.every(({ engine: name }) => name === 'connect')) {
        throw new SurveyError('E_NO_PERMISSION', 'finding the ways to hosts (--traceroute) needs raw sockets');
      }
      while (targets.length > 0 && !signal.aborted) {
        const until = untilDropped(steering, signal, () => targets.some(isDropped));
        const options = { targets, excluded: specs[0].excluded, rateCap: plan.request.rate ?? null };
        const told = new Set<number>();
        try {
          for await (const event of engine.run({ kind: 'trace', options }, { signal: until.signal, steering })) {
            if (event.type !== 'path') continue;
            told.add(event.address);
            yield pathOf(event);
          }
        } finally {
          until.letGo();
        }
        // Rule 2: the others are asked on.
        if (!until.isCut()) break;
        targets = targets.filter((target) => !isDropped(target) && !told.has(target.address));
      }
      if (leftOut === 0) return;
      const text = `the way was asked of the first ${HOSTS_MOST.toLocaleString('en-US')} hosts; ${leftOut.toLocaleString('en-US')} more were left out`;
      yield { type: 'notice', code: 'N_TRACE', text, stage: NAME, time: time() };
    },
  };

  function pathOf({ address, method, reached, steps }: PathFound): StageLine {
    const path: PathFact = {
      type: 'path',
      ip: formatIpv4(address),
      method,
      reached,
      steps: steps.map(({ address: router, rttMs, isShared, isAssumed }) => ({
        ...(router === null ? {} : { ip: formatIpv4(router) }),
        ...(rttMs === undefined ? {} : { rttMs: Math.round(rttMs * 1000) / 1000 }),
        ...(isShared === undefined ? {} : { shared: isShared }),
        ...(isAssumed === undefined ? {} : { assumed: isAssumed }),
      })),
      stage: NAME,
      time: time(),
    };
    return path;
  }
}

/** Rule 1. */
function targetOf(ip: string, { openPort, reason, hops }: Seen, chosen: TraceChoice | null): TraceTarget {
  const address = parseIpv4(ip)!;
  if (chosen !== null) {
    const { method } = chosen;
    const port = chosen.port ?? (method === 'tcp' ? openPort : null) ?? PORT_OF[method];
    return { address, method, port, hops };
  }
  if (openPort !== null) return { address, method: 'tcp', port: openPort, hops };
  const method = methodFor(reason);
  return { address, method, port: PORT_OF[method], hops };
}

function methodFor(reason: HostFact['reason']): TraceMethod {
  if (reason === 'rst' || reason === 'syn-ack') return 'tcp';
  return reason === 'icmp-port-unreachable' || reason === 'udp-response' ? 'udp' : 'icmp';
}
