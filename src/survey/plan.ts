// From what was asked for to what the engine is told: everything that is decided before anything is sent.
//
//  1. What cannot be done as it was asked for is an error here, not after half of it was done.
//  2. Targets are read, resolved and checked once, whatever the number of stages.
//  3. All stages have the same seed, share and limits.
import { totalmem } from 'node:os';
import type { NoticeFinding } from '../finding/finding.ts';
import { randomBytes } from '../link/random.ts';
import { asksPorts } from '../probe/meaning.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import { PROBES } from '../probe/probes.ts';
import type { ScanSpec } from '../scan/spec.ts';
import type { Book } from '../service/recog/fingerprints.ts';
import { countFlat, flatten } from '../target/flat-ranges.ts';
import type { GivenNames } from '../target/name-targets.ts';
import { count, type Range } from '../target/ranges.ts';
import type { TargetError } from '../target/target-error.ts';
import { checkCommunities } from './communities.ts';
import {
  connectPortsFor,
  isByArpAlone,
  isWorthLooking,
  otherPortsText,
  waysFor,
  withoutRightsText,
} from './discovery.ts';
import { chooseEngine, type EngineChoice } from './engine-choice.ts';
import { notice } from './notice.ts';
import { namesFor, portsOf } from './ports.ts';
import { takePortsBeside } from './ports-beside.ts';
import { HOW_TO_GET_RAW } from './raw-rights.ts';
import { probesOf, type SurveyRequest } from './request.ts';
import { readSender } from './sender.ts';
import { readSources } from './sources.ts';
import { UNSEEN_MOST } from './stages/udp/unseen.ts';
import { SurveyError } from './survey-error.ts';
import { findTargets } from './targets.ts';
import { readTraceBy } from './trace-by.ts';
import { checkNameServers } from './world/name-servers.ts';
import { readFingerprints } from './world/recog.ts';
import type { SurveyWorld } from './world/world.ts';

/** What one probe is to ask, and which engine does it. */
export interface ScanPlan {
  readonly spec: ScanSpec;
  readonly choice: EngineChoice;
}

export interface SurveyPlan {
  readonly request: SurveyRequest;
  readonly seed: string;
  /** By probe, those that the request asks for. */
  readonly scans: ReadonlyMap<ProbeName, ScanPlan>;
  /** By address, the names that were given for it. */
  readonly names: GivenNames;
  /** Names without an address, where others have one. */
  readonly notFound: TargetError | null;
  /** Fingerprints of the user's own, for what open ports say; null: none. */
  readonly recog: Book | null;
  /** What a person should know before it starts. */
  readonly notices: readonly NoticeFinding[];
}

export interface PlanOptions {
  readonly signal?: AbortSignal;
  /** Nothing will be sent, so nothing is needed. */
  readonly sendsNothing?: boolean;
  /** What is sent and received will be recorded. */
  readonly records?: boolean;
}

/** No more than this for the ledger, and no more than a quarter of the memory: 2 bits a probe, 4 billion probes. */
const LEDGER_MAX = 2 ** 30;
/** Of so many probes the kernel engine gains little (src/scan/kernel/choice.ts). */
const HANDS_ON_MOST = 500_000;

/** Throws errors for people: of what makes no sense, of names none of which resolves, of missing permission. */
export async function planSurvey(
  given: SurveyRequest,
  world: SurveyWorld,
  { signal, sendsNothing = false, records = false }: PlanOptions = {},
): Promise<SurveyPlan> {
  const { request, notices: ofPorts } = takePortsBeside(given);
  const probes = probesOf(request);
  checkProbes(probes);
  checkShard(request);
  checkCommunities(request.snmpCommunity ?? []);
  checkNameServers(request.dnsServers ?? []);
  readTraceBy(request.traceBy);
  const names = await namesFor(request);
  const asked = probes.map((probe): Asked => {
    const ports = portsOf(probe, request, names);
    const choice = sendsNothing ? NOTHING_SENT : chooseFor(probe, request, world);
    if (records) checkRecording(choice, request);
    return { probe, ports, choice };
  });
  const sources = readSources(request.sources, asked, world);
  const sender = readSender(request, asked, world);
  const { book, notices: ofRecog } = await readFingerprints(sendsNothing ? { services: false } : request);
  const { targets, interfaceName, notices } = await findTargets(request, world, signal);
  const countTargets = countFlat(flatten(targets.targets));
  const seed = request.seed ?? randomBytes(8).toString('hex');
  const looking = lookingFor(request, asked, countTargets, sendsNothing);
  const scans = [...looking, ...asked].map((each): [ProbeName, ScanPlan] => {
    const { probe, choice } = each;
    const how = probe === 'discover' ? howToLook(choice, countTargets, request) : each;
    const spec: ScanSpec = {
      targets: targets.targets,
      excluded: targets.excluded,
      probe: how.probe,
      ports: how.ports,
      engine: how.choice.engine,
      generators: request.generators ?? null,
      rateCap: request.rate ?? null,
      seed,
      shard: probe === 'discover' ? WHOLE : (request.shard ?? WHOLE),
      maxRetries: request.maxRetries ?? null,
      interfaceName,
      recordTo: null,
      ...sender.of(how.probe),
      ledgerLimit: Math.min(LEDGER_MAX, Math.floor(totalmem() / 4)),
      ...(probe === 'udp' && sources !== undefined ? { sources } : {}),
      ...(probe === 'udp' && request.decide === 'all' ? { decideAll: true } : {}),
      ...(handsOn(probe, choice, request, countTargets * count(how.ports)) ? { keepResponses: true } : {}),
    };
    return [probe, { spec, choice }];
  });
  return {
    request,
    seed,
    scans: new Map(scans),
    names: targets.names,
    notFound: targets.notFound,
    recog: book,
    notices: [
      ...ofPorts,
      ...sender.notices,
      ...asked.flatMap(({ choice }) => costNotice(choice)),
      ...notices,
      ...scans.flatMap(([probe, scan]) => (probe === 'discover' ? waysNotices(scan, request) : [])),
      ...notFoundNotice(targets.notFound),
      ...unseenNotice(request, scans.some(([probe]) => probe === 'udp') ? countTargets : 0),
      ...ofRecog,
    ],
  };
}

const WHOLE = { index: 1, count: 1 };

/** What one probe asks. */
interface Asked {
  readonly probe: ProbeName;
  readonly ports: readonly Range[];
  readonly choice: EngineChoice;
}

/**
 * Hosts are looked for first where that is wanted and saves time (discovery.ts). Not without rights: connections find no neighbour
 * that has a firewall, as ARP does.
 */
function lookingFor(
  { discovery = true }: SurveyRequest,
  asked: readonly Asked[],
  addresses: number,
  sendsNothing: boolean,
): readonly Asked[] {
  const ports = asked.filter(({ probe }) => asksPorts(PROBES[probe]));
  if (!discovery || sendsNothing || ports.length === 0) return [];
  const [{ choice }] = ports;
  if (choice.engine === 'connect') return [];
  const each = ports.map((one) => one.ports);
  return isWorthLooking(addresses, each) ? [{ probe: 'discover', ports: [], choice }] : [];
}

/** Packets of many kinds by the raw engine; without rights connections to a few ports stand for them. */
function howToLook(choice: EngineChoice, addresses: number, { rate = null, discoverBy }: LookRequest): Asked {
  if (choice.engine === 'connect') return { probe: 'syn', ports: connectPortsFor(addresses, rate, discoverBy), choice };
  const ports = waysFor(addresses, rate, discoverBy);
  if (isByArpAlone(discoverBy))
    return { probe: 'arp', ports: portsOf('arp', {}), choice: { ...choice, engine: 'raw' } };
  return { probe: 'discover', ports, choice: { ...choice, engine: 'raw' } };
}

/** What was named, and is no way to look for hosts here. */
function waysNotices({ spec }: ScanPlan, { discoverBy = [] }: LookRequest): readonly NoticeFinding[] {
  const texts = spec.engine === 'connect' ? [withoutRightsText(discoverBy)] : discoverBy.map(otherPortsText);
  return texts.flatMap((text) => (text === null ? [] : [notice('N_WAY', text)]));
}

type LookRequest = { readonly rate?: number | null; readonly discoverBy?: readonly string[] };

/** What datagrams bring back is read by the stage `services`. Of a large scan it asks again itself, so that the kernel may take it. */
function handsOn(
  probe: ProbeName,
  { engine }: EngineChoice,
  { services = true }: SurveyRequest,
  probes: number,
): boolean {
  return probe === 'udp' && services && engine !== 'kernel' && probes <= HANDS_ON_MOST;
}

const NOTHING_SENT: EngineChoice = { engine: 'raw', why: 'nothing is sent', cost: null };

/** Ports of both protocols may be asked in one survey; who asks hosts alone asks in one way. */
function checkProbes(probes: readonly ProbeName[]): void {
  const alone = probes.find((probe) => !asksPorts(PROBES[probe]));
  const other = probes.find((probe) => probe !== alone);
  if (alone === undefined || other === undefined) return;
  throw new SurveyError(
    'E_PROBE',
    `the probe ${alone} asks hosts and no ports, so it does not go together with ${other}: make it two scans`,
  );
}

function checkShard({ shard, seed }: SurveyRequest): void {
  if (shard === undefined || shard.count <= 1 || seed !== undefined) return;
  const share = `${shard.index}/${shard.count}`;
  throw new SurveyError(
    'E_REQUEST',
    `the share ${share} (--shard) needs a seed (--seed TEXT), the same for all shares: it decides who asks what`,
  );
}

function chooseFor(probe: ProbeName, request: SurveyRequest, world: SurveyWorld): EngineChoice {
  const { engine: wanted = 'auto' } = request;
  // Hosts may be looked for by connections too (howToLook).
  if (probe === 'discover') return chooseEngine(wanted, world.platform, () => world.mayOpenRawSockets());
  // Who wants full connections wants them of TCP; of a scan of UDP alone that is a mistake, and told.
  const forThis = wanted === 'connect' && probe !== 'syn' && probesOf(request).includes('syn') ? 'auto' : wanted;
  return chooseEngine(forThis, world.platform, () => world.mayOpenRawSockets(), probe);
}

function checkRecording({ engine }: EngineChoice, { engine: wanted }: SurveyRequest): void {
  if (engine === 'kernel') {
    throw new SurveyError(
      'E_REQUEST',
      'what the kernel engine sends cannot be recorded: leave out the recording (--pcap) or the engine (--engine kernel)',
    );
  }
  if (engine !== 'connect') return;
  const why = 'the kernel makes the packets of the connect engine, so they cannot be recorded (--pcap)';
  if (wanted === 'connect') throw new SurveyError('E_REQUEST', `${why}; leave one of them out`);
  throw new SurveyError('E_NO_PERMISSION', `${why}; for raw sockets, ${HOW_TO_GET_RAW}`);
}

function costNotice({ why, cost }: EngineChoice): NoticeFinding[] {
  return cost === null ? [] : [notice('N_FULL_CONNECTIONS', `${why}: ${cost}; to get raw sockets, ${HOW_TO_GET_RAW}`)];
}

function notFoundNotice(notFound: TargetError | null): NoticeFinding[] {
  return notFound === null ? [] : [notice('N_HOST_NOT_FOUND', notFound.message)];
}

function unseenNotice({ snmpCommunity = [] }: SurveyRequest, addresses: number): NoticeFinding[] {
  if (snmpCommunity.length === 0 || addresses <= UNSEEN_MOST) return [];
  const most = UNSEEN_MOST.toLocaleString('en-US');
  const text = `SNMP communities are asked of hosts that answer anything over UDP: of more than ${most} addresses the silent ones are left out`;
  return [notice('N_SNMP_COMMUNITY', text)];
}
