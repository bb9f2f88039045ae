// The way to a host, hop by hop.
import { z } from 'zod';
import { ip, milliseconds, stage, time } from '../words.schema.ts';

const step = z.object({
  ip: ip.optional().describe('Missing: who is there lets packets die in silence'),
  rttMs: milliseconds.optional(),
  shared: z.literal(true).optional().describe("Asked on another target's way, which is the same from there on"),
  assumed: z
    .literal(true)
    .optional()
    .describe('Silent here; it answered at another target of the same /24 that is as far away'),
});

export const path = z
  .object({
    type: z.literal('path'),
    ip,
    method: z.enum(['tcp', 'udp', 'icmp']),
    reached: z.boolean().describe('The last step is the host itself, which answered'),
    steps: z.array(step).max(64).describe('From the router next to us on'),
    stage,
    time,
  })
  .describe('The way to a host, as routers on it told. May come again; the newer one counts');
