// What a survey asked, and whether its silence says anything.
//
//  1. Who was not asked is not silent. Addresses and ports are those of the first line; of what is not listed there nothing is known.
//  2. Each stage that asks came to its end: not interrupted, not failed, nothing left unasked, the way there not lost. A share of the
//     probes, and a scan that remembers open ports alone, cannot tell silence.
//  3. A host is silent to what it answered before, in the same way or in more: ARP, a way of looking for hosts, a port. Where hosts
//     are looked for first, those not found are asked no port.
//  4. Silence counts through repeats, a host's as a port's. ARP repeats itself; of all else the stage has sent again.
import type { End, ScanCounters } from '../../finding/finding.ts';
import type { HostPicture, Picture } from '../../finding/fold.ts';
import { evidenceOf } from '../../finding/join.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { addressSet, has, holds, type NumberSet, portSet } from './ranges.ts';

/** Why nothing can be said of what a survey did not find. */
export type Unsaid =
  | 'not-asked'
  | 'unlisted'
  | 'unfinished'
  | 'share'
  | 'stateless'
  | 'not-repeated'
  | 'otherwise'
  | 'answers-all';

/** A silence that counts: what was asked that had been answered before. */
export interface Silence {
  readonly stage: string;
  readonly to: string;
  readonly sentAgain: number;
}

export type Proto = 'tcp' | 'udp';

export interface Asked {
  /** Rules 1 and 2. Null: what it did not find there is not there. */
  unsaid(ip: string): Unsaid | null;
  /** Whether the host, which the other survey found, stayed silent here. */
  silence(host: HostPicture, other: Asked): Silence | Unsaid;
  /** Null: a port of a host that it found was asked, so that not to be told is not to be open. */
  unsaidPort(ip: string, proto: Proto, port: number): Unsaid | null;
  /** Rule 4: null where a port's silence counts too. */
  unsaidSilence(proto: Proto): Unsaid | null;
  readonly ports: Readonly<Record<Proto, NumberSet>>;
  /** Another program asked. */
  readonly isImported: boolean;
  /** Ways of looking for hosts, TCP ports apart; null: it did not look. */
  readonly ways: { readonly words: ReadonlySet<string>; readonly syn: NumberSet } | null;
}

/** Stages that send probes of their own; others ask what these found. */
const ASKING: ReadonlySet<string> = new Set(['discover', 'syn', 'udp', 'icmp', 'arp', 'import']);
/** What another program found. Its file says which ports it asked and that it came to its end; that it asks again by itself is its own
 * business. */
const IMPORT = 'import';
/** Who asks the ports of a protocol. */
export const STAGE_OF: Readonly<Record<Proto, string>> = { tcp: 'syn', udp: 'udp' };
const WAY_OF: Readonly<Record<string, string>> = {
  'echo-reply': 'echo',
  'timestamp-reply': 'timestamp',
  'mask-reply': 'mask',
};

export function askedBy({ start, phases, end, hosts }: Picture): Asked {
  // Another program's file may name no targets (it read them from a list): whom it tells of it has asked.
  const told = start?.stages.includes(IMPORT) ? [...hosts.keys()] : [];
  const targets = addressSet([...(start?.targets ?? []), ...told]);
  const listOf = (proto: Proto): string => start?.ports?.find((each) => each.proto === proto)?.list ?? '';
  const ports = { tcp: portSet(listOf('tcp')), udp: portSet(listOf('udp')) };
  const ways = start?.discoverBy === undefined ? null : waysOf(start.discoverBy);
  const counters = new Map<string, ScanCounters | End | undefined>(
    phases.map((phase) => [phase.stage, phase.counters]),
  );
  if (end !== null) counters.set(IMPORT, end);
  const stages = (start?.stages ?? []).filter((stage) => ASKING.has(stage));
  const whole = wholeness(stages);
  const wholeOf = { tcp: wholeness(stagesFor('tcp')), udp: wholeness(stagesFor('udp')) };

  function stagesFor(proto: Proto): readonly string[] {
    if (stages.includes(IMPORT)) return [IMPORT];
    return stages.includes(STAGE_OF[proto])
      ? stages.filter((stage) => stage === 'discover' || stage === STAGE_OF[proto])
      : [];
  }

  function wholeness(those: readonly string[]): Unsaid | null {
    if (start === null || those.length === 0) return 'not-asked';
    if (start.shard !== undefined) return 'share';
    const all = those.map((stage) => counters.get(stage));
    if (all.some((each) => each === undefined || isCutShort(each))) return 'unfinished';
    return all.some((each) => each?.stateless) ? 'stateless' : null;
  }

  function unsaid(ip: string, otherwise = whole): Unsaid | null {
    if (has(targets, parseIpv4(ip) ?? -1)) return otherwise;
    return start?.targetsUnlisted === undefined ? 'not-asked' : 'unlisted';
  }

  function silence(host: HostPicture, other: Asked): Silence | Unsaid {
    const why = unsaid(host.ip);
    if (why !== null) return why;
    const again = askedAgain(host, other);
    if (again === null) return 'otherwise';
    const [stage, to] = again;
    if (to !== ARP && !isRepeated(stage)) return 'not-repeated';
    return { stage, to, sentAgain: counters.get(stage)?.retransmitted ?? 0 };
  }

  /** Whose repeats tell of its ports. */
  function stageOf(proto: Proto): string {
    return stages.includes(IMPORT) ? IMPORT : STAGE_OF[proto];
  }

  /** Rule 4. */
  function isRepeated(stage: string): boolean {
    return stage === IMPORT || (start?.maxRetries !== 0 && (counters.get(stage)?.retransmitted ?? 0) > 0);
  }

  /** Rule 3. Of what another program asked its ports alone are known, and that two of its surveys ask alike. */
  function askedAgain(host: HostPicture, other: Asked): readonly [stage: string, to: string] | null {
    if (stages.includes(IMPORT) && other.isImported) return [IMPORT, 'as the program does that found it'];
    const answers = host.host === null ? [] : evidenceOf(host.host);
    if (answers.some(({ reason }) => reason === 'arp-reply' || reason === 'neighbour-table')) {
      const stage = stages.find((each) => counters.get(each)?.engine !== 'connect');
      if (stage !== undefined) return [stage, ARP];
    }
    for (const { reason } of answers) {
      const way = WAY_OF[reason];
      if (way === undefined) continue;
      if (ways?.words.has(way) === true) return ['discover', way];
      if (way === 'echo' && stages.includes('icmp')) return ['icmp', way];
    }
    for (const { proto, port, state } of host.ports?.all() ?? []) {
      if (state !== 'open' && state !== 'closed') continue;
      if (proto === 'tcp' && ways !== null && has(ways.syn, port)) return ['discover', `${port}/tcp`];
      if (ways === null && has(ports[proto], port)) {
        return [stageOf(proto), `${port}/${proto}`];
      }
    }
    return asMuch(
      answers.map(({ stage }) => stage),
      other,
    );
  }

  /** It answered something that is not told; all that the other asked was asked again. */
  function asMuch(answered: readonly string[], other: Asked): readonly [stage: string, to: string] | null {
    if (ways !== null) {
      const others = other.ways;
      if (others === null || !answered.includes('discover')) return null;
      const isAll = [...others.words].every((word) => ways.words.has(word)) && holds(ways.syn, others.syn);
      return isAll ? ['discover', 'all ways of looking for hosts'] : null;
    }
    for (const proto of ['tcp', 'udp'] as const) {
      const stage = STAGE_OF[proto];
      if (!answered.includes(stage) || !stages.includes(stage)) continue;
      if (holds(ports[proto], other.ports[proto])) return [stage, `all ports of ${stage}`];
    }
    return null;
  }

  return {
    unsaid: (ip) => unsaid(ip),
    unsaidPort: (ip, proto, port) => (has(ports[proto], port) ? unsaid(ip, wholeOf[proto]) : 'not-asked'),
    unsaidSilence: (proto) => (isRepeated(stageOf(proto)) ? null : 'not-repeated'),
    silence,
    ports,
    isImported: stages.includes(IMPORT),
    ways,
  };
}

const ARP = 'ARP';

function isCutShort({ interrupted, cutShort, unasked }: ScanCounters | End): boolean {
  return interrupted || cutShort === true || unasked > 0;
}

function waysOf(words: readonly string[]): Asked['ways'] {
  const syn = words.filter((word) => word.startsWith('syn:')).map((word) => word.slice('syn:'.length));
  return { words: new Set(words.filter((word) => !word.startsWith('syn:'))), syn: portSet(syn.join(',')) };
}
