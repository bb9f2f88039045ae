// How a running job is steered, as it comes from the caller: checked as all else, and kept for whoever runs the job.
import type { Reins } from '../../finding/steering.ts';
import { flag, number, object, orNull } from './shapes.ts';

const RATE_MOST = 1e9;
const rate = orNull(number(Number.MIN_VALUE, RATE_MOST));

/** JSON leaves out what is undefined. */
export const checkReins = object<Reins>({
  paused: flag,
  rateCap: (value, where) => (value === undefined ? undefined : rate(value, where)),
});
