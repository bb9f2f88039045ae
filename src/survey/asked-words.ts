// How a survey asks, as its first line says it: whoever compares two surveys has to know what the silence of each is worth.
import type { StartLine } from '../finding/finding.ts';
import { ECHO_WAY, LAST_SYN_WAY, OTHER_WAYS, wayOf } from '../probe/ways.ts';
import { contains, intersect, type Range } from '../target/ranges.ts';
import type { SurveyPlan } from './plan.ts';

type Asked = Pick<StartLine, 'discoverBy' | 'maxRetries' | 'shard'>;

export function askedWords({ scans, request: { maxRetries, shard } }: Pick<SurveyPlan, 'scans' | 'request'>): Asked {
  const ways = scans.get('discover')?.spec;
  return {
    ...(ways === undefined ? {} : { discoverBy: waysWords(ways.ports) }),
    ...(maxRetries === undefined ? {} : { maxRetries }),
    ...(shard === undefined || shard.count < 2 ? {} : { shard }),
  };
}

/** In the words of `--discover-by`. */
function waysWords(ways: readonly Range[]): string[] {
  const others = OTHER_WAYS.flatMap(({ kind }, index) => (contains(ways, wayOf(index)) ? [kind] : []));
  const syns = synOnly(ways);
  return [
    ...(contains(ways, ECHO_WAY) ? ['echo'] : []),
    ...new Set(others),
    ...(syns.length === 0 ? [] : [`syn:${rangeList(syns)}`]),
  ];
}

function synOnly(ways: readonly Range[]): readonly Range[] {
  return intersect(ways, [[1, LAST_SYN_WAY]]);
}

/** `22,80-90`. */
function rangeList(ranges: readonly Range[]): string {
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
