// What one port is.
import { z } from 'zod';
import { evidence, ip, milliseconds, port as portNumber, portReason, ttl } from '../words.schema.ts';

export const port = z
  .object({
    type: z.literal('port'),
    ip,
    proto: z.enum(['tcp', 'udp']),
    port: portNumber,
    state: z.enum(['open', 'closed', 'filtered', 'open|filtered']),
    reason: portReason,
    ...evidence,
    ttl: ttl.optional(),
    window: portNumber.optional(),
    rttMs: milliseconds.optional(),
  })
  .describe('A port. Open ones come as they are found; closed and filtered ones only of hosts that have few of them');
