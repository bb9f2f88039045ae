// masscan's results as the lines of a survey: its list (-oL), its JSON (-oJ) and its JSON lines (-oD), all of them a record a line.
//
//  1. What is no record is counted and told; a file with none of them is an error.
//  2. masscan says which ports are open, and what they said; of all else nobody knows.
import type { HostFact, Line, PortFact, ServiceFact } from '../../finding/finding.ts';
import { createCounts } from './counts.ts';
import { ImportError } from './import-error.ts';
import { linesIn } from './lines-in.ts';
import { address, portReason, portState, protocol, timeOf, wholeNumber, words } from './words.ts';

/** Hosts whose first port has been told. */
const HOSTS_MOST = 4_000_000;

/** One of its records, whichever of its forms it has. */
interface Entry {
  readonly ip: unknown;
  readonly timestamp: unknown;
  readonly proto: unknown;
  readonly port: unknown;
  readonly state?: unknown;
  readonly reason?: unknown;
  readonly ttl?: unknown;
  readonly service?: unknown;
  readonly banner?: unknown;
}

/** Throws E_IMPORT. `now`: for a file without times. */
export async function* readMasscan(
  chunks: AsyncIterable<Uint8Array>,
  now: string = new Date().toISOString(),
): AsyncGenerator<Line, void, undefined> {
  const counts = createCounts();
  const hosts = new Set<string>();
  let [number, firstForeign, foreign, records] = [0, 0, 0, 0];
  let last = now;
  let isBegun = false;
  for await (const text of linesIn(chunks)) {
    number++;
    if (isFrame(text)) continue;
    const facts = entriesOf(text).flatMap((entry) => factsOf(entry, hosts));
    if (facts.length === 0) {
      foreign++;
      if (firstForeign === 0) firstForeign = number;
      continue;
    }
    records++;
    if (!isBegun) {
      isBegun = true;
      last = facts[0].time;
      yield {
        ...{ type: 'start', time: last, version: 'masscan', argv: ['masscan'], targets: [], stages: ['import'] },
        ...{ seed: '', engine: 'raw' },
      };
    }
    for (const fact of facts) {
      if (fact.time > last) last = fact.time;
      counts.take(fact);
      yield fact;
    }
  }
  if (records === 0) throw new ImportError('no results of masscan, in none of its text forms (-oL, -oJ, -oD)');
  if (foreign > 0) {
    const text = `${foreign} lines are no results of masscan, the first of them line ${firstForeign}: passed over`;
    yield { type: 'notice', time: last, stage: 'import', code: 'N_IMPORT_LEFT_OUT', text };
  }
  yield counts.end({ time: last, hostsAsked: 0, elapsedMs: 0, interrupted: false, engine: 'raw' });
}

/** What stands around records. */
function isFrame(text: string): boolean {
  const line = text.trim();
  return line === '' || /^(#.*|[[\],]|\{\s*"?finished"?\s*:\s*1\s*\},?)$/.test(line);
}

function entriesOf(text: string): Entry[] {
  const line = text.trim();
  if (line.startsWith('{') || line.startsWith('[') || line.startsWith(',')) return fromJson(line);
  const [state, proto, port, ip, timestamp, ...rest] = line.split(' ');
  if (state !== 'banner') return [{ state, proto, port, ip, timestamp }];
  return [{ proto, port, ip, timestamp, service: rest[0], banner: rest.slice(1).join(' ') }];
}

function fromJson(line: string): Entry[] {
  let value: unknown;
  try {
    // Commas and brackets around it are the array's.
    value = JSON.parse(line.slice(line.indexOf('{'), line.lastIndexOf('}') + 1));
  } catch {
    return [];
  }
  const { ip, timestamp, ports, ...flat } = Object(value) as Record<string, unknown>;
  if (Array.isArray(ports)) {
    return ports.slice(0, 65_536).map((each): Entry => {
      const { port, proto, status, reason, ttl, service } = Object(each) as Record<string, unknown>;
      const { name, banner } = Object(service) as Record<string, unknown>;
      return { ip, timestamp, proto, port, state: status, reason, ttl, service: name, banner };
    });
  }
  const { port, proto, data } = flat;
  const { status, reason, ttl, service_name: service, banner } = Object(data) as Record<string, unknown>;
  return [{ ip, timestamp, proto, port, state: status, reason, ttl, service, banner }];
}

function factsOf(entry: Entry, hosts: Set<string>): (HostFact | PortFact | ServiceFact)[] {
  const [ip, proto, port] = [address(entry.ip), protocol(entry.proto), wholeNumber(entry.port, 0, 65_535)];
  const [time, state] = [timeOf(entry.timestamp), portState(entry.state)];
  const service = words(entry.service);
  if (ip === undefined || proto === undefined || port === undefined || time === undefined) return [];
  const said = { stage: 'import', time } as const;
  if (state !== undefined) {
    const ttl = wholeNumber(entry.ttl, 1, 255);
    // It joins the flags of an answer, all of them, by hyphens.
    const flags = typeof entry.reason === 'string' ? entry.reason.replace(/-(psh|ece|cwr|urg)/g, '') : undefined;
    const reason = portReason(flags);
    const probe = proto === 'udp' ? 'udp' : 'syn';
    const isNew = !hosts.has(ip);
    if (isNew && hosts.size < HOSTS_MOST) hosts.add(ip);
    const fact: PortFact = {
      ...{ type: 'port', ip, proto, port, state, reason, probe },
      ...(ttl === undefined ? {} : { ttl }),
      ...said,
    };
    return isNew ? [{ type: 'host', ip, state: 'up', reason, ...said }, fact] : [fact];
  }
  if (service === undefined) return [];
  const text = words(entry.banner) ?? service;
  return [
    {
      ...{ type: 'service', ip, proto, port, service: serviceNamed(service), tls: service === 'X509' },
      ...{ confidence: 0.5, evidence: [{ source: 'answer', text: `masscan ${service}: ${text}` }], ...said },
    },
  ];
}

/** masscan names what it parsed: `http.server` and `title` are of HTTP. */
function serviceNamed(name: string): string {
  if (/^(http|title|html)/.test(name)) return 'http';
  if (name === 'X509' || name.startsWith('ssl')) return 'tls';
  return name;
}
