// What is different between two surveys of the same network. Pure: two pictures in, changes out; diff(a, b) and diff(b, a) mirror each
// other, and a picture does not know in which order its lines came.
//
//   pictures ─► asked.ts   what each asked, and what its silence is worth
//            ─► match.ts   which host is which (keys.ts)
//                 pairs ─► host-changes.ts, port-changes.ts (states.ts) ─┐
//                 gone, new ─────────────────────────────────────────────┴─► changes, by address
import type { Fact } from '../../finding/finding.ts';
import type { HostPicture, Picture } from '../../finding/fold.ts';
import { evidenceOf } from '../../finding/join.ts';
import { parseIpv4 } from '../../wire/address.ts';
import { askedBy, type Unsaid } from './asked.ts';
import type { Change, ChangeName } from './change.ts';
import type { Drawn } from './draw.ts';
import { hostChanges } from './host-changes.ts';
import { type Lone, match, type Pair, type Side } from './match.ts';
import { portChanges, type UndecidedPort } from './port-changes.ts';
import { namesOf, openPortsText } from './values.ts';

export interface Diff {
  readonly changes: readonly Change[];
  /** Hosts that could be compared: found by both, new, or gone. */
  readonly hosts: number;
  /** Hosts that one survey found and of which the other one can say nothing. */
  readonly undecided: readonly { readonly of: 'before' | 'after'; readonly why: Unsaid; readonly hosts: number }[];
  /** Open ports of hosts that both found, of which the other survey can say nothing. */
  readonly undecidedPorts: readonly { readonly of: 'before' | 'after'; readonly why: Unsaid; readonly ports: number }[];
  /** When the later survey ended, or was last heard. */
  readonly time: string;
}

export function diff(before: Picture, after: Picture): Diff {
  const sides = [before, after].map((picture): Side => ({ picture, asked: askedBy(picture) }));
  const [one, other] = sides;
  const { pairs, gone, fresh, undecidedBefore, undecidedAfter } = match(one, other);
  const time = timeOf(after);
  const ports: UndecidedPort[] = [];
  const asked = [one.asked, other.asked] as const;
  const ofPair = (pair: Pair): readonly Drawn[] => [
    ...moved(pair),
    ...hostChanges(pair),
    ...portChanges(pair, ...asked, (port) => ports.push(port)),
  ];
  const changes = [
    ...pairs.flatMap((pair) => ofPair(pair).map((drawn) => finished(drawn, pair.before, pair.after, time))),
    ...gone.map((lone) => finished(ofLone(lone, 'host-gone'), lone.host, null, time)),
    ...fresh.map((lone) => finished(ofLone(lone, 'host-new'), null, lone.host, time)),
  ];
  return {
    changes: changes.sort(inOrder),
    hosts: pairs.length + gone.length + fresh.length,
    undecided: [...countedBy('before', undecidedBefore), ...countedBy('after', undecidedAfter)].map(
      ({ count, ...why }) => ({ ...why, hosts: count }),
    ),
    undecidedPorts: (['before', 'after'] as const)
      .flatMap((side) =>
        countedBy(
          side,
          ports.filter(({ of }) => of === side),
        ),
      )
      .map(({ count, ...why }) => ({ ...why, ports: count })),
    time,
  };
}

function moved({ before, after, key }: Pair): readonly Drawn[] {
  if (key === null) return [];
  return [
    {
      change: 'host-moved',
      before: before.ip,
      after: after.ip,
      text: `has another address, was ${before.ip}`,
      because: [`both showed the ${key.kind} ${key.value}`, ...upBecause('before', before), ...upBecause('now', after)],
      facts: { before: factsOf(before), after: factsOf(after) },
    },
  ];
}

function ofLone({ host, because }: Lone, change: 'host-gone' | 'host-new'): Drawn {
  const [isNew, ports] = [change === 'host-new', openPortsText(host)];
  const name = namesOf(host)[0];
  const what = [name, ports].filter((each) => each !== undefined && each !== '').join(': ');
  const facts = factsOf(host);
  const why = 'ip' in because ? anotherText(because) : silenceText(because);
  const [here, there] = isNew ? ['now', 'before'] : ['before', 'now'];
  return {
    change,
    before: isNew ? null : what,
    after: isNew ? what : null,
    text: `${isNew ? 'is new' : 'is gone'}${what === '' ? '' : ` (${what})`}`,
    because: isNew ? [`${there}: ${why}`, ...upBecause(here, host)] : [...upBecause(here, host), `${there}: ${why}`],
    facts: { before: isNew ? [] : facts, after: isNew ? facts : [] },
  };
}

function silenceText({ stage, to, sentAgain }: Exclude<Lone['because'], HostPicture>): string {
  const again = sentAgain > 0 ? `, with ${sentAgain} probes sent again` : '';
  return `asked in the same way (${to}, by ${stage}${again}), and silent to the end`;
}

function anotherText({ host }: HostPicture): string {
  return `another device has the address${host?.mac === undefined ? '' : ` (MAC address ${host.mac})`}`;
}

const FACTS_MOST = 64;

function factsOf({ host, ports, services, identity }: HostPicture): readonly Fact[] {
  const open = [...(ports?.all() ?? [])].filter(({ type, state }) => type !== undefined && state === 'open');
  const ofPorts = open.flatMap((port) => [port as Fact, services?.service(port)]);
  return [host, identity, ...ofPorts].filter((fact) => fact !== null && fact !== undefined).slice(0, FACTS_MOST);
}

function upBecause(when: string, { host }: HostPicture): readonly string[] {
  if (host === null) return [];
  return evidenceOf(host).map(({ reason, stage, time }) => `${when}: ${reason} (${stage}, ${time})`);
}

function finished(drawn: Drawn, before: HostPicture | null, after: HostPicture | null, time: string): Change {
  const { change, proto, port, text, ...rest } = drawn;
  const ip = (after ?? before)!.ip;
  const was = before !== null && after !== null && before.ip !== after.ip ? { was: before.ip } : {};
  const where = proto === undefined ? {} : { proto, port };
  return { type: 'change', change, ip, ...was, ...where, ...rest, text: `${ip} ${text}`, time };
}

/** Who it is comes before what it does. */
const CHANGE_ORDER: readonly ChangeName[] = ['host-gone', 'host-new', 'host-moved', 'mac', 'name', 'system', 'kind'];

interface Counted {
  readonly of: 'before' | 'after';
  readonly why: Unsaid;
  readonly count: number;
}

/** A row a reason, by the reason's name. */
function countedBy(of: Counted['of'], all: readonly { readonly why: Unsaid }[]): readonly Counted[] {
  const counts = new Map<Unsaid, number>();
  for (const { why } of all) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([why, count]) => ({ of, why, count }));
}

function inOrder(one: Change, other: Change): number {
  const address = parseIpv4(one.ip)! - parseIpv4(other.ip)!;
  if (address !== 0) return address;
  const [isPort, isOtherPort] = [one.port ?? -1, other.port ?? -1];
  if (isPort !== isOtherPort) return isPort - isOtherPort;
  if (one.proto !== other.proto) return (one.proto ?? '') < (other.proto ?? '') ? -1 : 1;
  const order = CHANGE_ORDER.indexOf(one.change) - CHANGE_ORDER.indexOf(other.change);
  return order !== 0 ? order : one.change < other.change ? -1 : 1;
}

function timeOf({ start, phases, end, hosts }: Picture): string {
  const last = [start, ...phases, end, ...[...hosts.values()].map(({ host }) => host)];
  return last.reduce((latest, line) => (line !== null && line.time > latest ? line.time : latest), '');
}
