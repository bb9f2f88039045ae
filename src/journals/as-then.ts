// A scan that is gone on with asks the very addresses of then, through the same interface and in the same order.
import { type PlanOptions, planSurvey, type SurveyPlan } from '../survey/plan.ts';
import type { SurveyRequest } from '../survey/request.ts';
import type { SurveyWorld } from '../survey/world/world.ts';
import type { ScanJournal } from './journals.ts';

type Then = Pick<ScanJournal, 'asked' | 'dropped'>;

/** The request as it is asked again: but for targets that were dropped, and for those that it excludes now. */
export function asThen<Request extends SurveyRequest>(
  request: Request,
  { asked: { targets, seed, interfaceName }, dropped }: Then,
): Request {
  const through = interfaceName === null ? {} : { interface: interfaceName };
  const excludeFile = request.excludeFile?.filter((file) => file !== '-'); // who stood there is taken out already
  const exclude = [...(request.exclude ?? []), ...dropped];
  return { ...request, targets, targetsFile: [], exclude, excludeFile, seed, authorized: true, ...through };
}

/**
 * The plan of one part of it, with the names that targets had then. Whom `now` excludes is not asked, nor who was excluded then.
 * Throws as planSurvey does.
 */
export async function planAsThen(
  now: SurveyRequest,
  { asked, dropped }: Then,
  world: SurveyWorld,
  how: PlanOptions,
): Promise<SurveyPlan> {
  const exclude = [...new Set([...(now.exclude ?? []), ...(asked.request.exclude ?? [])])];
  const plan = await planSurvey(asThen({ ...now, exclude }, { asked, dropped }), world, how);
  return { ...plan, names: new Map(asked.names.map(([at, given]) => [at, [...given]])) };
}
