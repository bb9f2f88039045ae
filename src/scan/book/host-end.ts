// What the ports of each host came to, and what it is in all: the same for every engine.
import type { Finding, HostEndFinding } from '../../finding/finding.ts';
import type { PortMeaning } from '../../probe/meaning.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { RefusalLimit } from '../pace/refusal-limit.ts';

/** Ports that are not open are told one by one where a host has at most this many of them in that state. */
export const TELL_EACH = 25;
/** So many addresses of hosts that answer on every port are listed at the end; each has said so before. */
export const LISTED_MOST = 65_536;

/** Sums over the hosts that are up: answers and silence are of the same hosts. */
export interface Totals {
  hosts: number;
  open: number;
  closed: number;
  filtered: number;
  /** Ports in any of the three states, those of hosts that answer everything too. */
  answered: number;
  /** Asked, and no answer. */
  silent: number;
  /** What completeness counts as missing: the silent ones, and those that could not be asked. */
  missing: number;
  readonly limited: string[];
  readonly answersAll: string[];
  answerAll: number;
}

export function createTotals(): Totals {
  const none = { hosts: 0, open: 0, closed: 0, filtered: 0, answered: 0, silent: 0, missing: 0, answerAll: 0 };
  return { ...none, limited: [], answersAll: [] };
}

/** The ports of one host, counted. */
export interface HostTally {
  readonly address: number;
  readonly open: number;
  readonly closed: number;
  /** Refused by ICMP errors. */
  readonly filtered: number;
  /** Asked, and no answer; of these, what is called by the name of silent ports: none where the scan was cut short. */
  readonly silent: number;
  readonly unknown: number;
  readonly missing: number;
  /** A tarpit: its ports were not told. */
  readonly answersAll: boolean;
  /** How it limits its refusals; null: it does not, as far as is known. */
  readonly limit: RefusalLimit | null;
}

/** Which ports of an ordinary host are few enough to be told one by one. */
export interface Few {
  readonly closed: boolean;
  readonly filtered: boolean;
  readonly silent: boolean;
}

/** Adds to `totals`, has the few ports told, and emits the line that ends the host. */
export function endHost(
  tally: HostTally,
  { silent: silentName }: PortMeaning,
  totals: Totals,
  emit: (finding: Finding) => void,
  tellFew: (few: Few) => void,
): void {
  const { open, closed, filtered, unknown, answersAll } = tally;
  const ip = formatIpv4(tally.address);
  totals.answered += open + closed + filtered;
  totals.silent += tally.silent;
  totals.missing += tally.missing;
  totals.closed += closed;
  totals.filtered += filtered;
  const mayBeOpen = silentName === 'open|filtered';
  const counts: Pick<HostEndFinding, 'open' | 'closed' | 'filtered' | 'openFiltered'> = {
    open,
    closed,
    filtered: mayBeOpen ? filtered : filtered + unknown,
    ...(mayBeOpen ? { openFiltered: unknown } : {}),
  };
  if (answersAll) {
    totals.answerAll++;
    if (totals.answersAll.length < LISTED_MOST) totals.answersAll.push(ip);
  } else {
    totals.open += open;
    tellFew({
      closed: isFew(closed),
      filtered: isFew(counts.filtered),
      silent: unknown > 0 && isFew(counts.openFiltered ?? counts.filtered),
    });
  }
  if (tally.limit !== null) totals.limited.push(ip);
  const { atOnce = null, perSecond = null } = tally.limit ?? {};
  emit({
    type: 'host-end',
    ip,
    ...counts,
    ...(answersAll ? { answersAll } : {}),
    ...(atOnce === null ? {} : { limitedAtOnce: atOnce }),
    ...(perSecond === null ? {} : { limitedPerSecond: measuredRate(perSecond) }),
  });
}

/** As far as it can be measured. */
function measuredRate(perSecond: number): number {
  return Number(perSecond.toPrecision(2));
}

function isFew(count: number): boolean {
  return count > 0 && count <= TELL_EACH;
}
