import { z } from 'zod';
import { method } from '../rpc/method.schema.ts';

const ping = z.int().min(1);

export const start = method(
  'ping/start',
  'Asks a port again and again; each answer, or that there was none, is an event "ping"',
  z.strictObject({
    ip: z.ipv4(),
    port: z.int().min(1).max(65_535),
    intervalMs: z.int().min(100).max(60_000).optional().describe('Default: 1000'),
  }),
  z.object({ ping }),
);

export const stop = method('ping/stop', 'Ends a ping', z.strictObject({ ping }), z.null());
