// Listening only: what hosts on the link say by themselves becomes the same facts as a scan finds, as they say it.
//
//   engine (job `listen`) ─► frames ─► src/identity/heard/: taken apart, read, kept by address ─► host, clue, notice; at the end identity
//
//  1. Nothing is sent. Frames are read here, without rights.
//  2. An address is one of a host's where it is in a network of the interface that heard it, and not our own.
//  3. A frame that bore a tag (IEEE 802.1Q) shows that its VLAN is on this cable. Who sent it is no host of ours by that, whatever its address:
//     that belongs to a link of its own, as does what it says of the network, unless it names one.
//  4. When it ends, the clues about each host become one statement. Machines that say something and have no address of ours are told of then.
import type { Engine } from '../engine/engine.ts';
import type { End, Line, ScanCounters } from '../finding/finding.ts';
import { createPicture, fold } from '../finding/fold.ts';
import { createTimeStamp } from '../finding/stamp.ts';
import { startLine } from '../finding/start.ts';
import { createHeardBook, type HeardBook, type Told } from '../identity/heard/book.ts';
import { takeApart } from '../identity/heard/heard.ts';
import { statementsOf } from '../identity/heard/readers.ts';
import { merge } from '../identity/merge.ts';
import { createNetworks, type Networks, NO_NETWORK, type OwnNetwork } from '../identity/network/networks.ts';
import type { InterfacePlan } from '../link/interfaces/interfaces.ts';
import type { ListenEvent } from '../link/listen/types.ts';
import { formatIpv4 } from '../wire/address.ts';
import { withVendor } from './vendor.ts';
import { version } from './version.ts';

const STAGE = 'listen';
/** Who says that a VLAN is there: the tag of a frame that passed by. */
const TAG = 'vlan-tag';
/** Addresses of ours may change while we listen. */
const PLAN_MS = 5000;
const NAMELESS_MOST = 64;
const WORDS_MOST = 6;

export interface ListenRequest {
  /** Default: all that are up. */
  readonly interface?: string;
  /** What is meant for other machines too: the interfaces are promiscuous meanwhile. Default: false. */
  readonly promiscuous?: boolean;
}

export interface ListenRun {
  /** Ends it: what was heard is told. */
  readonly signal?: AbortSignal;
  /** Whose networks they are. */
  readonly planInterfaces: () => readonly InterfacePlan[];
  /** What this machine knows of the network it is in; none: nothing. */
  readonly ownNetwork?: OwnNetwork;
  /** What the `start` line says of the caller's arguments. */
  readonly argv?: readonly string[];
}

/** @throws what the engine does: `E_NO_PERMISSION` where raw sockets are refused, `E_NO_INTERFACE` */
export async function* listen(
  engine: Engine,
  { interface: interfaceName, promiscuous = false }: ListenRequest,
  { signal, planInterfaces, ownNetwork = NO_NETWORK, argv = [] }: ListenRun,
): AsyncGenerator<Line, void, undefined> {
  const time = createTimeStamp();
  const begin = performance.now();
  const near = createNear(planInterfaces);
  const book = createHeardBook(STAGE);
  const networks = createNetworks(ownNetwork);
  const picture = createPicture();
  let lost = 0;
  const targets = near.networks(interfaceName);
  const start = { version: version(), argv, stages: [STAGE], seed: '', engine: 'raw', time: time() } as const;
  yield startLine({ ...start, targets, targetCount: targets.length });
  yield { type: 'phase', stage: STAGE, time: time() };
  const options = { interfaceName: interfaceName ?? null, everything: promiscuous, asksIpv6: false };
  for await (const event of engine.run({ kind: 'listen', options }, { signal })) {
    if (event.type === 'lost') lost += event.frames;
    const told = event.type === 'frame' ? read(event, book, near, networks) : [noticeOf(event, time())];
    for (const each of told) {
      const line = await lineOf(each);
      fold(picture, line);
      yield line;
      if (line.type === 'host') networks.host(line.ip);
    }
    for (const network of networks.news()) yield { ...network, stage: STAGE, time: time() };
  }
  for (const { mac, clues } of book.nameless().slice(0, NAMELESS_MOST)) {
    const words = clues.map(({ about, value, text }) => `${about} ${value}${text === undefined ? '' : ` (${text})`}`);
    const said = [...new Set(words)].slice(0, WORDS_MOST).join('; ');
    const text = `${mac} has said no address of our networks: ${said}`;
    yield { type: 'notice', code: 'N_NO_ADDRESS', text, stage: STAGE, time: time() };
  }
  for (const [ip, host] of picture.hosts) {
    for (const clue of networks.rolesOf(ip)) {
      const fact = { type: 'clue', ip, ...clue, stage: STAGE, time: time() } as const;
      if (host.clues?.join(fact) === false) continue;
      fold(picture, fact);
      yield fact;
    }
    const who = merge(host);
    if (who !== null) yield { type: 'identity', ip, ...who, stage: STAGE, time: time() };
  }
  const counters = countersOf(picture.hosts.size, lost, performance.now() - begin);
  yield { type: 'phase-end', stage: STAGE, counters, time: time() };
  const end: End = { type: 'end', ...counters, time: time() };
  yield end;
}

/** Which addresses are hosts of our networks, by interface. */
export interface Near {
  of(index: number): (ip: number) => boolean;
  isOurs(mac: string): boolean;
  /** Null: it is gone. */
  nameOf(index: number): string | null;
  /** On whose link an address is, our own too; null: on none. */
  interfaceOf(ip: number): string | null;
  /** As words: `198.18.0.0/24`. */
  networks(interfaceName?: string): string[];
}

export function createNear(planInterfaces: () => readonly InterfacePlan[]): Near {
  let plans = planInterfaces();
  let read = performance.now();

  function current(): readonly InterfacePlan[] {
    if (performance.now() - read > PLAN_MS) {
      plans = planInterfaces();
      read = performance.now();
    }
    return plans;
  }

  function isHost(plan: InterfacePlan, ip: number): boolean {
    return plan.addresses.some(({ address, prefixLength, subnet: [first, last] }) => {
      if (ip === address) return false;
      return prefixLength >= 31 ? ip >= first && ip <= last : ip > first && ip < last;
    });
  }

  function isOwn({ kind, addresses }: InterfacePlan, ip: number): boolean {
    return kind !== 'loopback' && addresses.some(({ address }) => address === ip);
  }

  return {
    of(index) {
      const plan = current().find((each) => each.index === index);
      return (ip) => plan !== undefined && isHost(plan, ip);
    },
    interfaceOf: (ip) => current().find((each) => isHost(each, ip) || isOwn(each, ip))?.name ?? null,
    nameOf: (index) => current().find((each) => each.index === index)?.name ?? null,
    isOurs: (mac) => current().some((each) => each.mac === mac),
    networks: (name) =>
      plans
        .filter((each) => each.kind !== 'loopback' && (name === undefined || each.name === name))
        .flatMap(({ addresses }) =>
          addresses.map(({ subnet: [first], prefixLength }) => `${formatIpv4(first)}/${prefixLength}`),
        ),
  };
}

/** What a frame says that was not known. */
export function read(
  { index, timeMs, bytes, vlan }: Extract<ListenEvent, { readonly type: 'frame' }>,
  book: HeardBook,
  near: Near,
  networks: Networks,
): Told[] {
  const heard = takeApart(Buffer.from(bytes, 'base64'));
  if (heard === null || near.isOurs(heard.mac)) return [];
  const isNear = vlan === undefined ? near.of(index) : () => false;
  const time = new Date(timeMs).toISOString();
  const name = near.nameOf(index);
  const vlans = vlan === undefined ? [] : [{ id: vlan, use: 'tagged' } as const];
  // Rule 3.
  if (vlan !== undefined) networks.said({ source: TAG, network: null, vlans }, name);
  return statementsOf(heard).flatMap((statement) => {
    if (statement.type !== 'network') return book.take(statement, isNear, time);
    const { said } = statement;
    if (vlan === undefined) networks.said(said, name);
    else if (said.network !== null) networks.said({ ...said, vlans }, name);
    return [];
  });
}

async function lineOf(told: Told): Promise<Line> {
  if (told.type !== 'host') return { ...told, stage: STAGE };
  const { time, ...finding } = told;
  return { ...(await withVendor(finding)), stage: STAGE, time };
}

function noticeOf(event: Exclude<ListenEvent, { readonly type: 'frame' }>, time: string): Told {
  const notice = (code: string, text: string): Told => ({ type: 'notice', code, text, time });
  if (event.type === 'lost') {
    const frames = event.frames.toLocaleString('en-US');
    return notice(
      'N_NOT_HEARD',
      `${event.interface}: ${frames} frames came faster than they are read, and were passed over`,
    );
  }
  const { interface: name, state, why = '' } = event;
  if (state === 'gone') return notice('N_INTERFACE_GONE', `${name} is gone or down: it is no longer listened on`);
  if (state === 'failed') return notice('N_NOT_LISTENING', `${name} cannot be listened on: ${why}`);
  const what = state === 'cable' ? `${name}, for what is at the other end of its cable` : name;
  return notice('N_LISTENING', `listening on ${what}`);
}

function countersOf(hosts: number, lost: number, elapsedMs: number): ScanCounters {
  return {
    ...{ hostsAsked: 0, hostsUp: hosts, openPorts: 0, closedPorts: 0, filteredPorts: 0, probes: 0, answered: 0 },
    ...{ retransmitted: 0, silent: 0, completeness: 1, unasked: 0, strays: 0, duplicates: 0, late: 0 },
    ...{ limitedHosts: [], answersAllHosts: [], kernelDrops: lost, interrupted: false, stateless: false },
    ...{ elapsedMs: Math.round(elapsedMs), probe: STAGE, engine: 'raw' },
  };
}
