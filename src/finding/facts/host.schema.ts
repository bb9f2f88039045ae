// A host that is there.
import { z } from 'zod';
import { evidence, hostReason, ip, mac, milliseconds } from '../words.schema.ts';

export const host = z
  .object({
    type: z.literal('host'),
    ip,
    state: z.literal('up'),
    reason: hostReason,
    ...evidence,
    mac: mac.optional(),
    names: z.array(z.object({ name: z.string(), source: z.string() })).optional(),
    rttMs: milliseconds.optional(),
  })
  .describe('A host answered. May come again with more');
