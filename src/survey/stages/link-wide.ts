// Whether everybody on a link may be asked at once. Groups reach hosts that nobody named, so only where a network is scanned, nobody is
// excluded, and no cap is to hold for all packets: an exclusion wins over every question.
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import type { SurveyPlan } from '../plan.ts';

/** Fewer addresses are no network. */
const NETWORK_LEAST = 9;

export function mayAskLinks({ scans, request }: Pick<SurveyPlan, 'scans' | 'request'>): boolean {
  const { exclude = [], excludeFile = [], rate } = request;
  if (exclude.length + excludeFile.length > 0 || rate !== undefined) return false;
  return [...scans.values()].some(({ spec }) => countFlat(flatten(spec.targets)) >= NETWORK_LEAST);
}
