// What the tools say they found, read from their own output. What is odd in it is left out: a row shows what was found.

/** A tool's own account of one run. */
export interface Account {
  /** Open TCP ports by address. */
  readonly open: ReadonlyMap<string, ReadonlySet<number>>;
  /** Probes without an answer at the end; null: the tool does not say. */
  readonly silent: number | null;
  /** Why the account is not that of a whole run; null: it is. */
  readonly failure: string | null;
}

const ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function createOpen() {
  const open = new Map<string, Set<number>>();
  return {
    open,
    add(address: string, port: number): void {
      if (!ADDRESS.test(address) || !Number.isInteger(port) || port < 0 || port > 65_535) return;
      const ports = open.get(address);
      if (ports) ports.add(port);
      else open.set(address, new Set([port]));
    },
  };
}

/** `portolan scan --json`: one finding a line. */
export function readPortolan(text: string): Account {
  const { open, add } = createOpen();
  let silent: number | null = null;
  let failure: string | null = 'no end line';
  for (const line of text.split('\n')) {
    if (line === '') continue;
    let finding: Record<string, unknown>;
    try {
      finding = JSON.parse(line) as Record<string, unknown>;
    } catch {
      return { open, silent, failure: `not a line of JSON: ${line.slice(0, 80)}` };
    }
    if (finding.type === 'port' && finding.state === 'open') add(String(finding.ip), Number(finding.port));
    if (finding.type !== 'end') continue;
    silent = Number(finding.silent);
    failure = finding.interrupted === true ? 'interrupted' : null;
  }
  return { open, silent, failure };
}

/** `nmap -oX -`. Open ports are listed; the others are counted by state and reason where there are many of a kind. */
export function readNmap(text: string): Account {
  const { open, add } = createOpen();
  let silent = 0;
  for (const [host] of text.matchAll(/<host[ >].*?<\/host>/gs)) {
    const address = /<address addr="([^"]+)" addrtype="ipv4"/.exec(host)?.[1] ?? '';
    for (const [, port, state, reason] of host.matchAll(
      /<port protocol="tcp" portid="(\d+)"><state state="([^"]+)" reason="([^"]+)"/g,
    )) {
      if (state === 'open') add(address, Number(port));
      else if (reason === 'no-response') silent++;
    }
    for (const [, count] of host.matchAll(/<extrareasons reason="no-responses?" count="(\d+)"/g)) {
      silent += Number(count);
    }
  }
  const failure = /<finished [^>]*exit="success"/.test(text) ? null : 'no end of the scan in the XML';
  return { open, silent, failure };
}

/** `masscan -oL -`: `open tcp 80 198.18.0.1 1700000000`. */
export function readMasscan(text: string): Account {
  const { open, add } = createOpen();
  for (const line of text.split('\n')) {
    const [state, protocol, port, address] = line.split(' ');
    if (state === 'open' && protocol === 'tcp' && address !== undefined) add(address, Number(port));
  }
  return { open, silent: null, failure: null };
}
