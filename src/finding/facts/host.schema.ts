// A host that is there.
import { z } from 'zod';
import { count, evidence, hostReason, ip, mac, milliseconds, ttl } from '../words.schema.ts';

export const host = z
  .object({
    type: z.literal('host'),
    ip,
    state: z.literal('up'),
    reason: hostReason,
    ...evidence,
    mac: mac.optional(),
    vendor: z.string().optional().describe('Who registered the MAC address with the IEEE'),
    localMac: z.literal(true).optional().describe('Nobody registered it: a machine, a program or a person made it up'),
    mask: ip.optional().describe('Of its network, as it says itself (ICMP address mask reply, RFC 950)'),
    names: z.array(z.object({ name: z.string(), source: z.string() })).optional(),
    rttMs: milliseconds.optional(),
    ttl: ttl.optional().describe('Of the answer'),
    hops: count
      .optional()
      .describe('Routers on the way back, as the TTL implies: from the next of 32, 64, 128 and 255'),
  })
  .describe('A host answered. May come again with more');
