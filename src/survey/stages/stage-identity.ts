// Who each host is.
//
//  1. Every fact that another stage finds is shown to the sources (src/identity/sources/); what they see in it is told at once, each
//     word of each source once; and which addresses are one host's (src/identity/same-host.ts).
//  2. A host that is up is asked about as well, and what facts give cause to ask (identity-questions.ts; src/identity/lookups/).
//     What hosts say by themselves meanwhile is heard (overheard.ts). Who speaks and answered nobody is a host too: told when hosts have been
//     looked for, so that its ports are asked, and again when all have ended.
//  3. When all have ended, all that is known of each host becomes one statement (src/identity/merge.ts).
//     What agents' tables of neighbours say of hosts that were found (src/identity/neighbours/) is told before that.
//     UDP ports that answered nobody but who called their link are told as well (udp/called-ports.ts).
//     Last comes what was seen of the network itself (src/identity/network/networks.ts), beside what was before where a survey is gone on with.
//  4. Of more than HOSTS_MOST hosts the others are left out, and that is said: what is kept of each takes memory.
//  5. It knows nothing of rights: it runs where the caller runs.
import { setImmediate } from 'node:timers/promises';
import type { ClueFact, Fact, HostFact, PortFact } from '../../finding/finding.ts';
import { createPicture, fold } from '../../finding/fold.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { Clue } from '../../identity/clue.ts';
import type { Lookups } from '../../identity/lookups/lookup.ts';
import { merge } from '../../identity/merge.ts';
import { createNeighbourhood } from '../../identity/neighbours/neighbourhood.ts';
import { createNetworks, type Networks, NO_NETWORK } from '../../identity/network/networks.ts';
import { createOneHost } from '../../identity/same-host.ts';
import { cluesOf } from '../../identity/sources/sources.ts';
import { PROBES } from '../../probe/probes.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import { count } from '../../target/ranges.ts';
import type { SurveyPlan } from '../plan.ts';
import type { Accompanying, Loaded } from './companion.ts';
import { AGENTS_MOST, createQuestions } from './identity-questions.ts';
import { mayAskLinks } from './link-wide.ts';
import { createOverheard } from './overheard.ts';
import type { StageContext } from './stage.ts';
import { createCalledPorts } from './udp/called-ports.ts';

const NAME = 'identity';
/** Rule 4. */
const HOSTS_MOST = 65_536;
/** Statements made in one go: a fifth of a millisecond each, of a host that talks a lot a tenth of a second. */
const AT_ONCE = 16;
/** Taken in in one go: a few microseconds each. */
const CLUES_AT_ONCE = 1024;
const DHCP_PORT = 67;
const PASSED_OVER: ReadonlySet<StageLine['type']> = new Set(['notice', 'progress', 'identity', 'network']);
/** A scan of so few is over in a blink. */
const PROBES_FEW = 64;

/** With all lookups; where they cannot be loaded nobody is asked. */
export async function load({ plan, lookups }: StageContext): Promise<Loaded> {
  const choice = { ...plan.request, asksLinks: mayAskLinks(plan) };
  const all = (await lookups?.(choice).catch(() => null)) ?? null;
  return { accompany: (context, signal) => accompany(context, signal, all) };
}

function accompany(context: StageContext, signal: AbortSignal, lookups: Lookups | null): Accompanying {
  const { plan, steering, time } = context;
  /** What statements are made of: hosts, open ports, what those are for, clues. */
  const picture = createPicture();
  const { hosts } = picture;
  const oneHost = createOneHost();
  const neighbourhood = createNeighbourhood();
  const found: StageLine[] = [];
  const { rate, services = true } = plan.request;
  const udpScan = plan.scans.get('udp')?.spec;
  const called = createCalledPorts({ spec: udpScan, tellsServices: services, stage: NAME, time });
  const questions = createQuestions({
    ...{ signal, rate, steering, tell, answered: called.take, neighbours: neighbourhood.take, isHasty: isHasty(plan) },
    lookups,
    udpPorts: services ? (udpScan?.ports ?? []) : [],
  });
  /** Addresses of which it was told that two machines have them; and what was heard of others. */
  const twice = new Set<string>();
  const claims = new Map<string, string>();
  let leftOut = 0;
  // What keeps it from being read keeps nobody from being told who is there.
  const own = context.ownNetwork?.().catch(() => NO_NETWORK) ?? Promise.resolve(NO_NETWORK);
  const networks = own.then(createNetworks);
  const overheard = createOverheard(context, NAME, signal, {
    isKnown: (ip) => Boolean(hosts.get(ip)?.host),
    tell,
    claimedTwice: (address, text) => claims.set(address, text),
    networks,
  });

  function isTaken(ip: string): boolean {
    return hosts.has(ip) || hosts.size < HOSTS_MOST;
  }

  /** Whether it is news. */
  function joins(clue: ClueFact): boolean {
    if (!isTaken(clue.ip)) return false;
    const known = hosts.get(clue.ip);
    if (known?.clues) return known.clues.join(clue);
    fold(picture, clue);
    return true;
  }

  function tell(ip: string, clue: Clue): void {
    const fact: ClueFact = { type: 'clue', ip, ...clue, stage: NAME, time: time() };
    if (joins(fact)) found.push(fact);
  }

  /** Which networks the hosts are in, and what they are to them. */
  function seeNetworks(networks: Networks): void {
    for (const [ip, { host, services }] of hosts) {
      if (host !== null) networks.host(ip);
      if (host?.mask !== undefined) networks.mask(ip, host.mask);
      const dhcp = services?.service({ proto: 'udp', port: DHCP_PORT });
      if (dhcp?.service === 'dhcps') networks.dhcp(ip, dhcp.details ?? {});
    }
    for (const ip of hosts.keys()) for (const clue of networks.rolesOf(ip)) tell(ip, clue);
  }

  /** Of those that were found. */
  async function seeNeighbours(): Promise<void> {
    const all = [...hosts].flatMap(([ip, { host }]) => (host === null ? [] : [{ ip, mac: host.mac }]));
    let told = 0;
    for (const { ip, clue } of neighbourhood.clues(all)) {
      if (++told % CLUES_AT_ONCE === 0) await setImmediate();
      if (!steering.isDropped(ip)) tell(ip, clue);
    }
  }

  const isOpen = (ip: string, port: number): boolean => hosts.get(ip)?.ports?.find('udp', port)?.state === 'open';

  function meet(line: Fact): void {
    if (line.type !== 'host' || hosts.get(line.ip)?.host) return;
    if (!isTaken(line.ip)) {
      leftOut++;
      return;
    }
    const { ip, mac, rttMs } = line;
    if (mac !== undefined || line.reason === 'local') overheard.begin(ip, mac);
    questions.host({
      ip,
      isNear: mac !== undefined,
      ...(mac === undefined ? {} : { mac }),
      ...(rttMs === undefined ? {} : { rttMs }),
    });
  }

  /** Rule 2; how many there are. */
  function tellStrangers(): number {
    const all = overheard.strangers().filter(({ ip }) => !steering.isDropped(ip));
    for (const each of all) {
      const line: HostFact = { ...each, stage: NAME };
      take(line);
      found.push(line);
    }
    return all.length;
  }

  function take(line: StageLine): void {
    if (line.type === 'network') void networks.then((all) => all.before(line));
    if (line.type === 'notice' && line.address !== undefined && line.code === 'N_ADDRESS_TWICE')
      twice.add(line.address);
    if (PASSED_OVER.has(line.type) || !('ip' in line)) return;
    if (line.type !== 'host-end') meet(line);
    if (line.type === 'clue') joins(line);
    else if (isTaken(line.ip) && isKept(line)) fold(picture, line);
    if (line.type === 'host-end') return;
    for (const clue of cluesOf(line)) tell(line.ip, clue);
    for (const { ip, clue } of oneHost.of(line)) tell(ip, clue);
    questions.fact(line);
  }

  function lateNotice(hosts: number): StageLine {
    const text = `${hosts.toLocaleString('en-US')} ${hosts === 1 ? 'host was' : 'hosts were'} heard after all had been looked for: not asked for ports; scan again`;
    return { type: 'notice', code: 'N_HEARD_LATE', text, stage: NAME, time: time() };
  }

  function tablesNotice(): StageLine {
    const text = `tables of neighbours are read of the first ${AGENTS_MOST.toLocaleString('en-US')} SNMP agents, and some 16 MB of them in all: others were left out; scan fewer hosts at a time`;
    return { type: 'notice', code: 'N_NEIGHBOURS', text, stage: NAME, time: time() };
  }

  return {
    take,
    ended(stage) {
      if (stage === 'discover') tellStrangers();
    },
    ready: () => found.splice(0),
    async *rest() {
      let late = tellStrangers();
      try {
        while (await questions.next()) yield* found.splice(0);
      } finally {
        questions.close();
      }
      await overheard.end();
      late += tellStrangers();
      overheard.tellRest();
      yield* found.splice(0);
      for (const [address, text] of claims) {
        if (twice.has(address)) continue;
        yield { type: 'notice', code: 'N_ADDRESS_CONFLICT', address, text, stage: NAME, time: time() };
      }
      if (late > 0 && plan.scans.has('discover') && plan.scans.size > 1) yield lateNotice(late);
      for (const line of called.rest(isOpen)) {
        if (steering.isDropped((line as PortFact).ip)) continue;
        fold(picture, line);
        yield line;
      }
      const network = await networks;
      seeNetworks(network);
      await seeNeighbours();
      yield* found.splice(0);
      let made = 0;
      for (const [ip, host] of hosts) {
        if (++made % AT_ONCE === 0) await setImmediate(); // lets Ctrl-C through
        const who = merge(host);
        if (who !== null) yield { type: 'identity', ip, ...who, stage: NAME, time: time() };
      }
      for (const each of network.news()) yield { ...each, stage: NAME, time: time() };
      if (questions.hasTooManyAgents() || neighbourhood.leavesOut()) yield tablesNotice();
      if (leftOut === 0) return;
      const text = `who is there was asked of the first ${HOSTS_MOST.toLocaleString('en-US')} hosts; ${leftOut.toLocaleString('en-US')} more were left out: scan fewer at a time`;
      yield { type: 'notice', code: 'N_IDENTITY', text, stage: NAME, time: time() };
    },
  };
}

/** Who looks for hosts wants to know who they are; who asks few ports, what those are. */
function isHasty({ scans }: SurveyPlan): boolean {
  const all = [...scans.values()];
  if (all.some(({ spec }) => PROBES[spec.probe].meaning.port === null)) return false;
  const probes = all.reduce((sum, { spec }) => sum + countFlat(flatten(spec.targets)) * count(spec.ports), 0);
  return probes <= PROBES_FEW;
}

/** What is closed or silent says nothing of who it is; there may be millions of them. */
function isKept(line: StageLine): boolean {
  return line.type !== 'note' && (line.type !== 'port' || line.state === 'open');
}
