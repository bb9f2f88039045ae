import { z } from 'zod';
import { method } from '../rpc/method.schema.ts';

const number = z.int().min(0);

export const subscribe = method(
  'events/subscribe',
  'Has events sent as notifications events/batch, from now on or from the one after `after` on',
  z.strictObject({ after: number.optional().describe('The number of the event that was seen last') }),
  z.object({ from: number, missed: number.describe('So many are gone: catch up by inventory/lines') }),
);
