// What each open port is for.
//
//  1. A port is asked as soon as it is found open, beside the scan. Ports of a host where all answer are not reported, and so
//     not asked. What a UDP port has answered already is read first.
//  2. Where the pace is capped, the cap is for all that is sent: ports are asked when the others have ended, as slowly.
//  3. UDP ports that stayed silent may be asked once more (second-look.ts). Who answers is open: that is told first.
//  4. It knows nothing of rights: it runs where the caller runs, by ordinary connections.
import type { PortFact } from '../finding/finding.ts';
import type { StageLine } from '../finding/stamp.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import { questionTo } from '../probe/udp/payloads.ts';
import type { Crowd, Found } from '../service/crowd.ts';
import type { Endpoint } from '../service/endpoint.ts';
import { parseIpv4 } from '../wire/address.ts';
import type { Accompanying, Companion } from './companion.ts';
import { probesOf } from './request.ts';
import { createSecondLook } from './second-look.ts';
import type { StageContext } from './stage.ts';

/** Stages whose open ports are asked. */
const ASKED: ReadonlySet<ProbeName> = new Set(['syn', 'udp']);
/** How often the status line moves. */
const PROGRESS_MS = 250;

export const services: Companion = {
  name: 'services',
  applies: (request) => (request.services ?? true) && probesOf(request).some((probe) => ASKED.has(probe)),
  start: (context, signal) => accompany(context, signal),
};

function accompany({ plan, recogniser, time }: StageContext, signal: AbortSignal): Accompanying {
  const { rate, serviceIntensity, evidence = false } = plan.request;
  const before: Endpoint[] = [];
  const udpScan = plan.scans.get('udp');
  const secondLook = udpScan === undefined ? null : createSecondLook(udpScan.spec.ports);
  /** A port may be told again. */
  const taken = new Set<string>();
  let crowd: Crowd | null = null;
  let factsOf: typeof import('../service/facts.ts').factsOf | null = null;
  /** The records are loaded with the first open port, so that whoever finds none pays nothing. */
  let opening: Promise<void> | null = null;

  async function open(): Promise<void> {
    const [{ createCrowd }, recognise, facts] = await Promise.all([
      import('../service/crowd.ts'),
      recogniser(),
      import('../service/facts.ts'),
    ]);
    factsOf = facts.factsOf;
    crowd = createCrowd({
      recognise: (endpoint) => recognise(endpoint, { signal, intensity: serviceIntensity }),
      signal,
      ...(rate === undefined ? {} : { rate }),
    });
    for (const endpoint of before.splice(0)) crowd.add(endpoint);
  }

  function endpointOf({ ip, proto, port, rttMs, payload }: PortFact): Endpoint {
    const name = plan.names.get(parseIpv4(ip)!)?.[0];
    return {
      ip,
      proto,
      port,
      ...(rttMs === undefined ? {} : { rttMs }),
      ...(name === undefined ? {} : { name }),
      ...(payload === undefined ? {} : { response: Buffer.from(payload, 'base64'), question: questionTo(port) }),
    };
  }

  function ready(): StageLine[] {
    return (crowd?.ready() ?? []).flatMap(linesOf);
  }

  function linesOf(found: Found): StageLine[] {
    const { endpoint, recognised } = found;
    // Nobody answered the second look either.
    if (endpoint.isSilent === true && recognised.exchanges.length === 0) return [];
    const facts = factsOf!(found, evidence).map((fact): StageLine => ({ ...fact, stage: services.name, time: time() }));
    return endpoint.isSilent === true ? [openAfterAll(endpoint), ...facts] : facts;
  }

  function openAfterAll({ ip, port }: Endpoint): StageLine {
    const told = { ip, proto: 'udp', port, state: 'open', reason: 'udp-response' } as const;
    return { type: 'port', ...told, probe: 'udp', stage: services.name, time: time() };
  }

  function ask(endpoint: Endpoint): void {
    if (crowd !== null && rate === undefined) {
      crowd.add(endpoint);
      return;
    }
    before.push(endpoint);
    if (rate === undefined) opening ??= open();
  }

  function progressOf({ asked, done }: Crowd): StageLine {
    const counts = { sent: asked, answered: done, openPorts: asked, hostsUp: 0, rate: 0, remainingMs: null };
    return {
      type: 'progress',
      stage: services.name,
      phase: 'services',
      attempt: 1,
      done: done / asked,
      ...counts,
      time: time(),
    };
  }

  return {
    take(line) {
      if (line.type === 'host-end' && line.stage === 'udp') secondLook?.end(line).forEach(ask);
      if (line.type !== 'port' || line.stage === services.name) return;
      if (line.proto === 'udp') secondLook?.port(line);
      if (line.state !== 'open') return;
      const key = `${line.proto} ${line.ip} ${line.port}`;
      if (taken.has(key)) return;
      taken.add(key);
      ask(endpointOf(line));
    },
    ready,
    async *rest() {
      if (before.length > 0) opening ??= open();
      await opening;
      while (crowd !== null && (await crowd.next(PROGRESS_MS))) {
        yield* ready();
        yield progressOf(crowd);
      }
    },
  };
}
