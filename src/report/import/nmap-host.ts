// One host of nmap's XML, gathered element by element, as facts of a survey.
//
//  1. Only hosts that are up, with an IPv4 address, become facts: surveys tell of no others.
//  2. A service that nmap found in a table is no finding: only those it probed are told.
//  3. What each rests on is that nmap said so: stage `import`, and its words.
import type { Fact, HostEnd, PathFact, PortFact, PortState, ServiceFact } from '../../finding/finding.ts';
import { familyNamed, kindNamed } from './os.ts';
import { address, hostReason, portReason, portState, protocol, timeOf, wholeNumber, words } from './words.ts';
import type { Attributes } from './xml-events.ts';

const PORTS_MOST = 2 * 65_536;
const NAMES_MOST = 64;
const CPES_MOST = 16;
const STEPS_MOST = 64;
const MILLION = 1_000_000;

/** Of what is in the file, beside the host. */
export interface Origin {
  /** `nmap 7.93`. */
  readonly program: string;
  /** Where a host has no time of its own. */
  readonly time: string;
  /** How TCP and UDP were asked. */
  readonly probes: Readonly<Record<'tcp' | 'udp', string>>;
}

export interface HostReader {
  opened(name: string, attributes: Attributes): void;
  text(text: string): void;
  closed(name: string): void;
  /** Rule 1: none where it is no host for us. */
  facts(): (Fact | HostEnd)[];
}

interface Gathered {
  port: Pick<PortFact, 'proto' | 'port' | 'state' | 'reason' | 'ttl'>;
  service?: { readonly attributes: Attributes; readonly cpe: string[] };
}

export function createHostReader(attributes: Attributes, { program, time: fileTime, probes }: Origin): HostReader {
  const time = timeOf(attributes.endtime) ?? timeOf(attributes.starttime) ?? fileTime;
  const evidence = { stage: 'import', time } as const;
  let [ip, mac, vendor, rttMs, hops]: [string?, string?, string?, number?, number?] = [];
  let status: Attributes = {};
  const names: { name: string; source: string }[] = [];
  const ports: Gathered[] = [];
  const counts = new Map<string, number>();
  const systems: { readonly match: Attributes; readonly osclass: Attributes }[] = [];
  const steps: { ip: string | undefined; rttMs: number | undefined }[] = [];
  let [match, extra, path]: [Attributes?, Attributes?, Attributes?] = [];
  let current: Gathered | null = null;
  let extraIsTold = false;
  let cpe: string | null = null;

  function count(proto: string, state: PortState, more: number): void {
    counts.set(`${proto} ${state}`, (counts.get(`${proto} ${state}`) ?? 0) + more);
  }

  function beginPort({ protocol: name, portid }: Attributes): void {
    const [proto, port] = [protocol(name), wholeNumber(portid, 0, 65_535)];
    current = null;
    if (proto === undefined || port === undefined || ports.length >= PORTS_MOST) return;
    current = { port: { proto, port, state: 'filtered', reason: 'imported' } };
  }

  function stateOf(each: Attributes): void {
    const state = portState(each.state);
    if (current === null || state === undefined) return;
    const ttl = wholeNumber(each.reason_ttl, 1, 255);
    current.port = { ...current.port, state, reason: portReason(each.reason), ...(ttl === undefined ? {} : { ttl }) };
    ports.push(current);
    count(current.port.proto, state, 1);
  }

  const OPENED: Readonly<Record<string, (attributes: Attributes) => void>> = {
    status: (each) => {
      status = each;
    },
    address({ addr, addrtype, vendor: maker }) {
      if (addrtype === 'ipv4') ip ??= address(addr);
      if (addrtype !== 'mac' || !/^([\da-f]{2}:){5}[\da-f]{2}$/i.test(addr ?? '')) return;
      [mac, vendor] = [addr.toLowerCase(), words(maker)];
    },
    hostname({ name, type }) {
      const said = words(name);
      if (said === undefined || names.length >= NAMES_MOST) return;
      names.push({ name: said, source: type === 'user' ? 'target' : type === 'PTR' ? 'reverse-dns' : 'import' });
    },
    extraports: (each) => {
      [extra, extraIsTold] = [each, false];
    },
    extrareasons({ count: many, proto }) {
      const [state, more] = [portState(extra?.state), wholeNumber(many, 0, PORTS_MOST)];
      if (state === undefined || more === undefined || protocol(proto) === undefined) return;
      count(proto, state, more);
      extraIsTold = true;
    },
    port: beginPort,
    state: stateOf,
    service: (each) => {
      if (current !== null) current.service = { attributes: each, cpe: [] };
    },
    cpe: () => {
      cpe = '';
    },
    osmatch: (each) => {
      match = each;
    },
    osclass(osclass) {
      if (match !== undefined && systems.length < STEPS_MOST) systems.push({ match, osclass });
    },
    distance({ value }) {
      const away = wholeNumber(value, 0, 255);
      if (away !== undefined && away > 0) hops = away - 1;
    },
    times({ srtt }) {
      const microseconds = wholeNumber(srtt, 1, 1000 * MILLION);
      if (microseconds !== undefined) rttMs = microseconds / 1000;
    },
    trace: (each) => {
      path = each;
    },
    hop({ ttl, ipaddr, rtt }) {
      const at = wholeNumber(ttl, 1, STEPS_MOST);
      const milliseconds = /^\d{1,6}(\.\d{1,6})?$/.test(rtt ?? '') ? Number(rtt) : undefined;
      if (at !== undefined) steps[at - 1] = { ip: address(ipaddr), rttMs: milliseconds };
    },
  };

  return {
    opened(name, each) {
      if (Object.hasOwn(OPENED, name)) OPENED[name](each);
    },
    text(text) {
      if (cpe !== null) cpe = (cpe + text).slice(0, 256);
    },
    closed(name) {
      if (name === 'port') current = null;
      if (name === 'extraports' && !extraIsTold) {
        const [state, more] = [portState(extra?.state), wholeNumber(extra?.count, 0, PORTS_MOST)];
        // Older files do not say of which protocol: one was asked, then.
        if (state !== undefined && more !== undefined) count(state === 'open|filtered' ? 'udp' : 'tcp', state, more);
      }
      if (name === 'cpe' && cpe !== null) {
        const list = (current as Gathered | null)?.service?.cpe;
        if (list !== undefined && list.length < CPES_MOST && cpe !== '') list.push(cpe);
        cpe = null;
      }
    },
    facts() {
      if (ip === undefined || status.state !== 'up') return [];
      const at = ip;
      const ttl = wholeNumber(status.reason_ttl, 1, 255);
      const facts: (Fact | HostEnd)[] = [
        {
          ...{ type: 'host', ip, state: 'up', reason: hostReason(status.reason), ...evidence },
          ...defined({ mac, vendor, rttMs, ttl, hops }),
          ...(names.length > 0 ? { names } : {}),
        },
      ];
      for (const { port, service } of ports) {
        facts.push({ type: 'port', ip, ...port, probe: probes[port.proto], ...evidence });
        if (service !== undefined && service.attributes.method === 'probed') {
          facts.push(serviceFact(at, port, service, program, evidence));
        }
      }
      const who = identityFacts(at, systems, program, evidence);
      for (const proto of ['tcp', 'udp'] as const) {
        const of = (state: PortState): number => counts.get(`${proto} ${state}`) ?? 0;
        const end = { open: of('open'), closed: of('closed'), filtered: of('filtered') };
        const maybe = of('open|filtered');
        if (end.open + end.closed + end.filtered + maybe === 0) continue;
        facts.push({ type: 'host-end', stage: proto === 'udp' ? 'import-udp' : 'import-tcp', time, ip, ...end });
        if (proto === 'udp') facts[facts.length - 1] = { ...(facts.at(-1) as HostEnd), openFiltered: maybe };
      }
      return [...facts, ...who, ...pathFact(at, path, steps, evidence)];
    },
  };
}

type Said = { readonly stage: 'import'; readonly time: string };

function serviceFact(
  ip: string,
  { proto, port }: Gathered['port'],
  { attributes, cpe }: NonNullable<Gathered['service']>,
  program: string,
  said: Said,
): ServiceFact {
  const { name, product, version, extrainfo, hostname, ostype, devicetype, tunnel, conf } = attributes;
  const service = name === 'ssl' ? 'tls' : (words(name) ?? 'unknown');
  const text = [program, service, product, version].filter(Boolean).join(' ');
  return {
    ...{ type: 'service', ip, proto, port, service },
    ...defined({ product: words(product), version: words(version), info: words(extrainfo) }),
    ...defined({ hostname: words(hostname), os: words(ostype), device: words(devicetype) }),
    tls: tunnel === 'ssl' || service === 'tls',
    ...(cpe.length > 0 ? { cpe } : {}),
    confidence: (wholeNumber(conf, 0, 10) ?? 0) / 10,
    evidence: [{ source: 'answer', text: words(text) ?? program }],
    ...said,
  };
}

/** The best of its guesses, and the runners-up of other families. */
function identityFacts(
  ip: string,
  systems: readonly { readonly match: Attributes; readonly osclass: Attributes }[],
  program: string,
  said: Said,
): Fact[] {
  const known = systems.flatMap(({ match, osclass }) => {
    const family = familyNamed(osclass.osfamily ?? '', osclass.vendor ?? '');
    const confidence = (wholeNumber(osclass.accuracy, 0, 100) ?? 0) / 100;
    return family === undefined ? [] : [{ family, confidence, name: words(match.name), type: osclass.type ?? '' }];
  });
  const [best, ...more] = known.toSorted((one, other) => other.confidence - one.confidence);
  if (best === undefined) return [];
  const { family, confidence, name, type } = best;
  const others = new Map(more.filter((each) => each.family !== family).map((each) => [each.family, each.confidence]));
  const because = [`${program}: ${name ?? family}`];
  const kind = kindNamed(type);
  return [
    {
      ...{ type: 'identity', ip, ...said },
      os: {
        ...{ family, ...defined({ name }), confidence, because },
        others: [...others].map(([each, share]) => ({ family: each, confidence: share })),
      },
      ...(kind === undefined ? {} : { kind: { is: kind, confidence, because, others: [] } }),
    },
  ];
}

function pathFact(
  ip: string,
  path: Attributes | undefined,
  steps: readonly { ip: string | undefined; rttMs: number | undefined }[],
  said: Said,
): PathFact[] {
  if (path === undefined || steps.length === 0) return [];
  const way = Array.from(steps, (step) => defined({ ip: step?.ip, rttMs: step?.rttMs }));
  const method = protocol(path.proto) ?? 'icmp';
  return [{ type: 'path', ip, method, reached: way.at(-1)?.ip === ip, steps: way, ...said }];
}

/** Without the keys that have no value. */
function defined<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
}
