// What tools say of UDP ports: which are open, by `IP:PORT`, and what for.
import { nmapPorts } from './nmap-xml.ts';

export interface UdpSaid {
  readonly open: ReadonlySet<string>;
  readonly services: ReadonlyMap<string, string>;
}

/** Lines of JSON: a port that only the services' stage found open is told once more. */
export function readPortolanUdp(stdout: string): UdpSaid {
  const open = new Set<string>();
  const services = new Map<string, string>();
  for (const line of stdout.split('\n')) {
    if (!/"type":"(?:port|service)"/.test(line)) continue;
    const fact = JSON.parse(line) as Record<string, unknown>;
    const place = `${fact.ip}:${fact.port}`;
    if (fact.type === 'service') services.set(place, String(fact.service));
    else if (fact.state === 'open') open.add(place);
  }
  return { open, services };
}

/** nmap's XML. What it takes from its table, without an answer, is no service. */
export function readNmapUdp(stdout: string): UdpSaid {
  const open = new Set<string>();
  const services = new Map<string, string>();
  for (const { place, text } of nmapPorts(stdout, 'udp')) {
    if (!text.includes('<state state="open"')) continue;
    open.add(place);
    const [service = ''] = /<service [^>]*>/.exec(text) ?? [];
    if (service.includes('method="probed"')) services.set(place, /name="([^"]*)"/.exec(service)?.[1] ?? '');
  }
  return { open, services };
}

/** How far nmap said at last that it was (`--stats-every`), and the seconds that this makes for all; null: it said nothing. */
export function nmapProgress(
  stdout: string,
): { readonly seconds: number; readonly done: number; readonly total: number } | null {
  const elapsed = [...stdout.matchAll(/^Stats: (\d+):(\d+):(\d+) elapsed/gm)].at(-1);
  const done = [...stdout.matchAll(/Timing: About ([\d.]+)% done/g)].at(-1);
  if (elapsed === undefined || done === undefined) return null;
  const seconds = Number(elapsed[1]) * 3600 + Number(elapsed[2]) * 60 + Number(elapsed[3]);
  const percent = Number(done[1]);
  return percent === 0 ? null : { seconds, done: percent, total: (seconds * 100) / percent };
}
