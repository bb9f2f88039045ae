// How a survey asks, as its first line says it: whoever compares two surveys has to know what the silence of each is worth.
import type { StartLine } from '../finding/finding.ts';
import { ECHO_WAY, LAST_SYN_WAY, OTHER_WAYS, type OtherWay, wayOf } from '../probe/ways.ts';
import type { ScanSpec } from '../scan/spec.ts';
import { contains, intersect, normalize, type Range, rangeText } from '../target/ranges.ts';
import type { SurveyPlan } from './plan.ts';

type Asked = Pick<StartLine, 'discoverBy' | 'maxRetries' | 'shard'>;

export function askedWords({ scans, request: { maxRetries, shard } }: Pick<SurveyPlan, 'scans' | 'request'>): Asked {
  const ways = scans.get('discover')?.spec;
  return {
    ...(ways === undefined ? {} : { discoverBy: waysWords(ways) }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(shard === undefined || shard.count < 2 ? {} : { shard }),
  };
}

/** In the words of `--discover-by`. */
function waysWords({ probe, ports: ways }: ScanSpec): string[] {
  if (probe === 'arp') return ['arp'];
  const kinds = new Set(OTHER_WAYS.map(({ kind }) => kind));
  const syns = intersect(ways, [[1, LAST_SYN_WAY]]);
  return [
    ...(contains(ways, ECHO_WAY) ? ['echo'] : []),
    ...[...kinds].flatMap((kind) => othersWords(kind, ways)),
    ...(syns.length === 0 ? [] : [`syn:${rangeText(syns)}`]),
  ];
}

/** Of some of a kind alone, which. */
function othersWords(kind: OtherWay['kind'], ways: readonly Range[]): string[] {
  const all = OTHER_WAYS.filter((way) => way.kind === kind);
  const asked = all.filter((way) => contains(ways, wayOf(OTHER_WAYS.indexOf(way))));
  if (asked.length === all.length) return [kind];
  const ports = asked.flatMap((way): Range[] => ('port' in way ? [[way.port, way.port]] : []));
  return ports.length === 0 ? [] : [`${kind}:${rangeText(normalize(ports))}`];
}
