// What a scan may be asked for from afar: never a path, never this process's stdin.
import { z } from 'zod';
import type { StartRequest } from '../../api.ts';

const target = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^-\s/]\S*$/, 'a target is an address, a network, a range or a name')
  .describe('An address, a network, a range, a name');

export const targets = z.array(target).max(1000);
export const rate = z.int().min(1).max(100_000_000).describe('Probes a second, never exceeded');

export const startRequest: z.ZodType<StartRequest> = z.strictObject({
  targets: targets.min(1),
  exclude: targets.optional().describe('Never asked'),
  ports: z
    .string()
    .max(10_000)
    .optional()
    .describe('22,80-90,8000- or T:22,U:53; default: all of TCP, known ones of UDP'),
  topPorts: z.int().min(1).max(65_535).optional(),
  fast: z.boolean().optional().describe('The 100 ports most often open'),
  udp: z.enum(['known', 'all', 'none']).optional(),
  rate: rate.optional(),
  services: z.boolean().optional().describe('What each open port is for; default: true'),
  identity: z.boolean().optional().describe('Who each host is; default: true'),
  discovery: z.boolean().optional().describe('Whether hosts are looked for first; default: where it saves time'),
  traceroute: z.boolean().optional(),
});
