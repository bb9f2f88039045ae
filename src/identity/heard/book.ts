// What was heard, kept by address: which machine has which address, and what is said of each.
//
//  1. A host is there where it said so itself, with an address of a network of ours. What others say of it makes it no host; it is kept for
//     when it is one.
//  2. An address that another machine claims by ARP has moved. Where the first one claims it again after that, both have it, and that is
//     told, once.
//  3. What is said of a machine whose address is not known yet waits until it is; so is what it says by IPv6. Of one that has many
//     addresses (a router that answers for others) it is told of the first ones.
//  4. Who speaks for MANY_LEAST addresses is a machine with as many, or a router that answers for others (proxy ARP): told, once.
//  5. All is bounded: of more hosts, and of more machines without an address, nothing is kept.
import { type ClueSet, createClueSet } from '../../finding/clue-set.ts';
import type { ClueFact, HostFact } from '../../finding/finding.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { Clue } from '../clue.ts';
import type { HostStatement } from './heard.ts';

const HOSTS_MOST = 65_536;
const MACHINES_MOST = 65_536;
const WAITING_MOST = 48;
const ADDRESSES_MOST = 8;
const CLAIMS_MOST = 4;
/** More addresses than most machines have: a /27. */
const MANY_LEAST = 32;

/** What the book tells, as lines without stage. */
export type Told =
  | (Pick<HostFact, 'type' | 'ip' | 'state' | 'reason'> & { readonly mac: string; readonly time: string })
  | Omit<ClueFact, 'stage'>
  | {
      readonly type: 'notice';
      readonly code: string;
      readonly address?: string;
      readonly text: string;
      readonly time: string;
    };

export interface HeardBook {
  /** `isNear`: whether an address is in a network of the interface that heard it. `time`: as lines have it. */
  take(statement: HostStatement, isNear: (ip: number) => boolean, time: string): readonly Told[];
  /** Of each host that was heard, what is said of it. */
  hosts(): ReadonlyMap<string, readonly ClueFact[]>;
  /** Machines of which no address of ours is known, and what they say. */
  nameless(): readonly { readonly mac: string; readonly clues: readonly Clue[] }[];
}

interface Host {
  isHere: boolean;
  mac: string | null;
  /** Those that claimed the address before. */
  readonly before: string[];
  isShared: boolean;
  readonly clues: ClueSet;
}

interface Machine {
  /** The first ones of those it has spoken for. */
  readonly addresses: number[];
  spokenFor: number;
  readonly waiting: Clue[];
}

/** `stage`: as clues of the hosts have it. */
export function createHeardBook(stage: string): HeardBook {
  const hosts = new Map<number, Host>();
  const machines = new Map<string, Machine>();

  function hostAt(ip: number): Host | null {
    let host = hosts.get(ip);
    if (host === undefined) {
      if (hosts.size >= HOSTS_MOST) return null;
      host = { isHere: false, mac: null, before: [], isShared: false, clues: createClueSet() };
      hosts.set(ip, host);
    }
    return host;
  }

  function machineOf(mac: string): Machine | null {
    let machine = machines.get(mac);
    if (machine === undefined) {
      if (machines.size >= MACHINES_MOST) return null;
      machine = { addresses: [], spokenFor: 0, waiting: [] };
      machines.set(mac, machine);
    }
    return machine;
  }

  function here(ip: number, mac: string, isClaim: boolean, time: string): Told[] {
    const host = hostAt(ip);
    if (host === null) return [];
    const told: Told[] = [];
    const isNew = !host.isHere;
    host.isHere = true;
    const hasMoved = isClaim && host.mac !== null && host.mac !== mac;
    if (hasMoved) told.push(...moved(ip, host, mac, time));
    if (host.mac === null || hasMoved) host.mac = mac;
    if (isNew || hasMoved) {
      told.unshift({ type: 'host', ip: formatIpv4(ip), state: 'up', reason: 'heard', mac: host.mac, time });
    }
    // What others said of it before.
    if (isNew) told.push(...host.clues.all().map(withoutStage));
    if (isNew || hasMoved) told.push(...speaksForMany(mac, time));
    return [...told, ...(host.mac === mac ? join(ip, mac, time) : [])];
  }

  /** Rule 2. */
  function moved(ip: number, host: Host, mac: string, time: string): Told[] {
    const last = host.mac as string;
    const claims = host.before.includes(mac);
    if (!host.before.includes(last) && host.before.length < CLAIMS_MOST) host.before.push(last);
    if (!claims || host.isShared) return [];
    host.isShared = true;
    const text = `${formatIpv4(ip)} is claimed by two machines, ${last} and ${mac}: give one of them another address`;
    const clues = [last, mac].flatMap((value) =>
      tell(ip, { about: 'mac', value, source: 'arp', confidence: 1, text: 'claims an address that another has' }, time),
    );
    return [...clues, { type: 'notice', code: 'N_ADDRESS_CONFLICT', address: formatIpv4(ip), text, time }];
  }

  /** Rule 4: of one more address. */
  function speaksForMany(mac: string, time: string): Told[] {
    const machine = machineOf(mac);
    if (machine === null || ++machine.spokenFor !== MANY_LEAST) return [];
    const text = `${mac} speaks for ${MANY_LEAST} addresses or more: a machine that has all of them, or a router in the stead of hosts that need not be there (proxy ARP)`;
    return [{ type: 'notice', code: 'N_PROXY_ARP', text, time }];
  }

  /** The machine has this address. */
  function join(ip: number, mac: string, time: string): Told[] {
    const machine = machineOf(mac);
    if (machine === null || machine.addresses.includes(ip) || machine.addresses.length >= ADDRESSES_MOST) return [];
    machine.addresses.push(ip);
    return machine.waiting.flatMap((clue) => tell(ip, clue, time));
  }

  function tell(ip: number, clue: Clue, time: string): Told[] {
    // Of other addresses alone there is something to say.
    if (clue.about === 'address' && clue.value === formatIpv4(ip)) return [];
    const host = hostAt(ip);
    const fact: ClueFact = { type: 'clue', ip: formatIpv4(ip), ...clue, stage, time };
    return host?.clues.join(fact) && host.isHere ? [withoutStage(fact)] : [];
  }

  /** Rule 3. */
  function tellMachine(mac: string, clue: Clue, time: string): Told[] {
    const machine = machineOf(mac);
    if (machine === null) return [];
    const { waiting } = machine;
    const isKept = waiting.some(
      ({ about, value, source }) => about === clue.about && value === clue.value && source === clue.source,
    );
    if (!isKept && waiting.length < WAITING_MOST) waiting.push(clue);
    return machine.addresses.flatMap((ip) => tell(ip, clue, time));
  }

  return {
    take(statement, isNear, time) {
      if (statement.type === 'here') {
        return isNear(statement.ip) ? here(statement.ip, statement.mac, statement.isClaim, time) : [];
      }
      const { of, otherwise, clue } = statement;
      if (typeof of === 'string') return tellMachine(of, clue, time);
      if (isNear(of)) return tell(of, clue, time);
      return otherwise === undefined ? [] : tellMachine(otherwise, clue, time);
    },
    hosts: () =>
      new Map([...hosts].filter(([, { isHere }]) => isHere).map(([ip, { clues }]) => [formatIpv4(ip), clues.all()])),
    nameless: () =>
      [...machines]
        .filter(([, { addresses, waiting }]) => addresses.length === 0 && waiting.length > 0)
        .map(([mac, { waiting }]) => ({ mac, clues: waiting })),
  };
}

function withoutStage({ stage: _, ...rest }: ClueFact): Omit<ClueFact, 'stage'> {
  return rest;
}
