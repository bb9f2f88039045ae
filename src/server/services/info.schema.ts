import { z } from 'zod';
import { method, nothing } from '../rpc/method.schema.ts';

export const info = method(
  'server/info',
  'The version, your role, the number of the last event, the formats of exports',
  nothing,
  z.object({
    version: z.string(),
    role: z.enum(['viewer', 'operator']),
    lastEvent: z.int().min(0),
    mayUseRawSockets: z.boolean().describe('false: it scans by full connections'),
    formats: z.array(z.string()).describe('How scans are exported: /api/export/SCAN.FORMAT'),
  }),
);
