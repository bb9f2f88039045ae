import { z } from 'zod';
import type { ScheduleEntry } from '../api.ts';
import { method, nothing } from '../rpc/method.schema.ts';
import { scanId } from './inventory.schema.ts';
import { startRequest } from './surveys/start-request.schema.ts';

const id = z.int().min(1);
const own = {
  name: z.string().min(1).max(200),
  cron: z.string().min(9).max(200).describe('Five fields, as crontab(5): 0 3 * * 1-5'),
  request: startRequest,
  enabled: z.boolean(),
};
const kept = { id, ...own, lastScan: scanId.nullable() };
const entry: z.ZodType<ScheduleEntry> = z.object({ ...kept, nextRun: z.string().nullable() });

/** As they lie in the file. */
export const KEPT = z.array(z.object(kept));

export const list = method('schedule/list', 'Scans that are due again and again', nothing, z.array(entry));
export const put = method(
  'schedule/put',
  'Adds a schedule, or changes the one with that id',
  z.strictObject({ ...own, id: id.optional() }),
  entry,
);
export const remove = method('schedule/remove', 'Removes a schedule', z.strictObject({ id }), z.null());
