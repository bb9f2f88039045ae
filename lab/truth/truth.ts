// What is open, as the targets' own kernels say.
import { addressNumber, dotted } from '../network/addresses.ts';
import { runInside } from '../network/namespaces.ts';

/** Open ports, ascending, of each host; a host without any has an empty list. */
export type Truth = Map<string, number[]>;

/** Reads what listens for TCP in a namespace (ss(8)) for the addresses of `hosts`, less what its fence (rules.ts) holds back. */
export async function readTruth(namespace: string, hosts: readonly string[]): Promise<Truth> {
  const listening = parseListening(await runInside(namespace, 'ss', ['-H', '-l', '-n', '-t']));
  const fences = await readFences(namespace);
  const reachable = (host: string, port: number): boolean =>
    fences.every((fence) => !fence.covers(host) || fence.passed.has(`${host} ${port}`));
  return portsOf(listening, hosts, reachable);
}

/** Reads what takes UDP datagrams in a namespace, whether it answers them or not. */
export async function readBound(namespace: string, hosts: readonly string[]): Promise<Truth> {
  return portsOf(parseListening(await runInside(namespace, 'ss', ['-H', '-l', '-n', '-u'])), hosts, () => true);
}

function portsOf(
  listening: readonly (readonly [address: string, port: number])[],
  hosts: readonly string[],
  reachable: (host: string, port: number) => boolean,
): Truth {
  const truth: Truth = new Map();
  for (const host of hosts) {
    const ports = listening
      .filter(([address, port]) => (address === host || address === '*') && reachable(host, port))
      .map(([, port]) => port);
    truth.set(
      host,
      [...new Set(ports)].sort((a, b) => a - b),
    );
  }
  return truth;
}

/** `LISTEN 0 4096 198.19.0.1:80 0.0.0.0:*` -> ['198.19.0.1', 80]; all addresses are `*`. */
export function parseListening(text: string): (readonly [address: string, port: number])[] {
  const found: (readonly [string, number])[] = [];
  for (const line of text.split('\n')) {
    const local = line.trim().split(/\s+/)[3];
    if (local === undefined) continue;
    const colon = local.lastIndexOf(':');
    // An address may carry its interface: 127.0.0.53%lo.
    const address = local.slice(0, colon).split('%')[0];
    const wild = address === '0.0.0.0' || address === '*' || address === '[::]';
    found.push([wild ? '*' : address, Number(local.slice(colon + 1))]);
  }
  return found;
}

interface Fence {
  covers(host: string): boolean;
  readonly passed: ReadonlySet<string>;
}

interface NftObject {
  readonly set?: { readonly table: string; readonly name: string; readonly elem?: readonly unknown[] };
  readonly rule?: { readonly table: string; readonly expr: readonly NftExpression[] };
}
interface NftExpression {
  readonly match?: { readonly left: { readonly payload?: { readonly field: string } }; readonly right: unknown };
}

/** The fences in force: the sets named `passed`, each with the prefix its rule is about. */
async function readFences(namespace: string): Promise<Fence[]> {
  const { nftables } = JSON.parse(await runInside(namespace, 'nft', ['-j', 'list', 'ruleset'])) as {
    nftables: readonly NftObject[];
  };
  const fences: Fence[] = [];
  for (const { set } of nftables) {
    if (set?.name !== 'passed') continue;
    const rule = nftables.find((object) => object.rule?.table === set.table)?.rule;
    const scope = rule?.expr.find((part) => part.match?.left.payload?.field === 'daddr')?.match?.right;
    const [first, last] = scopeRange(scope);
    const passed = new Set<string>();
    for (const element of set.elem ?? []) {
      const [address, port] = (element as { concat: [string, number] }).concat;
      passed.add(`${address} ${port}`);
    }
    fences.push({ covers: (host) => addressNumber(host) >= first && addressNumber(host) <= last, passed });
  }
  return fences;
}

/** nft prints an address as a string and a prefix as `{prefix: {addr, len}}`. */
function scopeRange(scope: unknown): readonly [first: number, last: number] {
  if (typeof scope === 'string') return [addressNumber(scope), addressNumber(scope)];
  const { addr, len } = (scope as { prefix: { addr: string; len: number } }).prefix;
  const first = addressNumber(dotted(addressNumber(addr)));
  return [first, first + 2 ** (32 - len) - 1];
}
