// What tools say of hosts: who is up, and what they are.

/** Lines of JSON. */
export function upInPortolan(stdout: string): Set<string> {
  const lines = stdout.split('\n').filter((line) => line.includes('"type":"host"'));
  const hosts = lines.map((line) => JSON.parse(line) as { readonly ip: string; readonly state: string });
  return new Set(hosts.filter(({ state }) => state === 'up').map(({ ip }) => ip));
}

/** nmap's XML. */
export function upInNmap(stdout: string): Set<string> {
  const hosts = [...stdout.matchAll(/<host[ >](.*?)<\/host>/gs)].filter(([, text]) =>
    text.includes('<status state="up"'),
  );
  return new Set(hosts.map(([, text]) => /<address addr="([^"]*)" addrtype="ipv4"/.exec(text)?.[1] ?? ''));
}

/** An address at the begin of a line: arp-scan, and fping with `-a`. */
export function upInLines(stdout: string): Set<string> {
  return new Set([...stdout.matchAll(/^(\d+\.\d+\.\d+\.\d+)\b/gm)].map(([, address]) => address));
}

export interface NmapGuess {
  readonly family: string;
  readonly accuracy: number;
  /** Of device: `general purpose`, `printer`, `WAP` ... */
  readonly type: string;
}

/** The best guess at the system of each host in nmap's XML (`-O`). */
export function nmapSystems(stdout: string): Map<string, NmapGuess> {
  const found = new Map<string, NmapGuess>();
  for (const [, text] of stdout.matchAll(/<host[ >](.*?)<\/host>/gs)) {
    const ip = /<address addr="([^"]*)" addrtype="ipv4"/.exec(text)?.[1] ?? '';
    const [, attributes = ''] = /<osclass ([^>]*)>/.exec(text) ?? [];
    const field = (name: string): string => new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
    if (attributes === '') continue;
    found.set(ip, { family: field('osfamily'), accuracy: Number(field('accuracy')) / 100, type: field('type') });
  }
  return found;
}
