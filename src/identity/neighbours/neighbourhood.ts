// What tables of SNMP agents say of the hosts that a survey found: who is at the other end of a cable, or the only one behind a port, and
// which MAC address an agent knows for whom.
//
//  1. Said is only of hosts that were found: rows about others are passed over, also where they were left out on purpose.
//  2. Where a row names a MAC address alone, it means the hosts that were seen with it, or that an agent's ARP table has with it;
//     not where there are more than ADDRESSES_MOST, as a router that answers for others has.
//  3. It is the agent's word: each clue says whose table it is from. What it says of name, system, model, number and kind is hearsay, and
//     counts for less than what a host says of itself.
//  4. An agent says of a host by each of its tables one thing. Tables are kept to TEXT_MOST in all, those beyond are left out.
import { type Clue, clueOf } from '../clue.ts';
import { kindOfCdp, nameOfCdp } from '../heard/cdp.ts';
import { kindOfLldp } from '../heard/lldp.ts';
import { familyIn } from '../heard/os-words.ts';
import type { AgentTables, ArpEntry, BehindPort, CableEnd } from './tables.ts';

const ADDRESSES_MOST = 4;
const CONFIDENCE = 0.9;
const ARP_CONFIDENCE = 0.8;
/** Rule 3. */
const HEARSAY = 0.6;
/** Characters of JSON: some 200,000 entries of ARP tables. */
const TEXT_MOST = 16_777_216;

export interface FoundHost {
  readonly ip: string;
  readonly mac?: string | undefined;
}

export interface Neighbourhood {
  take(agent: string, tables: AgentTables): void;
  clues(hosts: Iterable<FoundHost>): Iterable<ClueOf>;
  /** Rule 4: whether any were. */
  leavesOut(): boolean;
}

export interface ClueOf {
  readonly ip: string;
  readonly clue: Clue;
}

export function createNeighbourhood(): Neighbourhood {
  const agents = new Map<string, AgentTables>();
  let left = TEXT_MOST;
  let isFull = false;
  return {
    take(agent, tables) {
      const { length } = JSON.stringify(tables);
      if (length > left) {
        isFull = true;
        return;
      }
      left -= length;
      agents.set(agent, tables);
    },
    *clues(hosts) {
      if (agents.size === 0) return;
      const found = [...hosts];
      const isFound = new Set(found.map(({ ip }) => ip));
      const byMac = hostsByMac(found, isFound, agents.values());
      for (const [agent, tables] of agents) yield* cluesOfAgent(agent, tables, isFound, byMac);
    },
    leavesOut: () => isFull,
  };
}

function* cluesOfAgent(
  agent: string,
  { cables, arp, behind }: AgentTables,
  isFound: ReadonlySet<string>,
  byMac: ReadonlyMap<string, readonly string[]>,
): Generator<ClueOf, void, undefined> {
  const said = new Set<string>();
  function* say(table: string, ips: readonly string[], clues: () => readonly Clue[]): Generator<ClueOf> {
    for (const ip of ips) {
      // Rules 1 and 4.
      if (ip === agent || !isFound.has(ip) || said.has(`${table} ${ip}`)) continue;
      said.add(`${table} ${ip}`);
      for (const clue of clues()) yield { ip, clue };
    }
  }
  const ofMac = (mac: string | null): readonly string[] => (mac === null ? [] : (byMac.get(mac) ?? []));
  for (const end of cables) {
    const ips = end.ip !== null && isFound.has(end.ip) ? [end.ip] : ofMac(end.mac);
    yield* say(end.by, ips, () => cluesOfCable(agent, end));
  }
  for (const entry of arp) yield* say('arp', [entry.ip], () => cluesOfArp(agent, entry));
  for (const entry of behind) yield* say('fdb', ofMac(entry.mac), () => cluesOfPort(agent, entry));
}

/** Rule 2. */
function hostsByMac(
  found: readonly FoundHost[],
  isFound: ReadonlySet<string>,
  agents: Iterable<AgentTables>,
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, Set<string>>();
  const put = (mac: string, ip: string): void => void all.set(mac, (all.get(mac) ?? new Set()).add(ip));
  for (const { ip, mac } of found) if (mac !== undefined) put(mac, ip);
  for (const { arp } of agents) for (const { ip, mac } of arp) if (isFound.has(ip)) put(mac, ip);
  return new Map([...all].filter(([, ips]) => ips.size <= ADDRESSES_MOST).map(([mac, ips]) => [mac, [...ips]]));
}

function cluesOfCable(agent: string, end: CableEnd): readonly Clue[] {
  const { by, port, theirPort, description, capabilities } = end;
  const source = `snmp-${by}`;
  const text = `${by.toUpperCase()} table of ${agent}: its port ${port}${theirPort === '' ? '' : `, port ${theirPort} here`}`;
  const said = (about: Clue['about'], value: string, more: Partial<Clue> = {}): readonly Clue[] =>
    clueOf({ about, value, source, confidence: HEARSAY, text, ...more });
  const family = familyIn(description);
  const { name, serial } = by === 'cdp' ? nameOfCdp(end.name) : { name: end.name, serial: '' };
  const kinds = by === 'cdp' ? kindOfCdp(capabilities) : kindOfLldp(capabilities);
  return [
    ...said('neighbour', agent, { confidence: CONFIDENCE }),
    ...said('name', name),
    ...said('serial', serial),
    ...said('model', end.model),
    ...(family === null ? [] : said('os', description, { family })),
    ...kinds.flatMap((kind) => said('kind', kind)),
  ];
}

function cluesOfArp(agent: string, { mac, interface: on }: ArpEntry): readonly Clue[] {
  const text = `ARP table of ${agent}: its interface ${on}`;
  return clueOf({ about: 'mac', value: mac, source: 'snmp-arp', confidence: ARP_CONFIDENCE, text });
}

function cluesOfPort(agent: string, { port }: BehindPort): readonly Clue[] {
  const text = `forwarding table of ${agent}: the only one behind its port ${port}`;
  return clueOf({ about: 'neighbour', value: agent, source: 'snmp-fdb', confidence: CONFIDENCE, text });
}
