// The network itself: a subnet that was seen, and who serves it.
import { z } from 'zod';
import { ip, stage, time } from '../words.schema.ts';

const source = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .describe('Who says so, an open list: interface, routes, resolv-conf, dhcp, cdp, lldp ...');

const server = z.object({ ip, source });

export const network = z
  .object({
    type: z.literal('network'),
    network: z
      .string()
      .optional()
      .describe('198.18.0.0/24 or 2001:db8::/64; missing where of a link no address is known'),
    interface: z
      .string()
      .optional()
      .describe('Of this machine, on whose link it is; missing where it is behind a router'),
    via: ip.optional().describe('The next router on the way there, as the routes of this machine have it'),
    sources: z.array(source).describe('Who says that it is there'),
    gateways: z.array(server).describe('Routers in it, the way out'),
    dhcpServers: z.array(server),
    dnsServers: z.array(server).describe('Those that hosts of it are told to ask; they may be elsewhere'),
    vlans: z
      .array(
        z.object({
          id: z.int().min(1).max(4094),
          name: z.string().optional(),
          use: z
            .enum(['untagged', 'tagged', 'voice'])
            .describe('untagged: what goes without a tag on this link; voice: for telephones; tagged: goes there too'),
          source,
        }),
      )
      .describe('Of its link (IEEE 802.1Q)'),
    domain: z.string().optional().describe('That hosts of it are told to be in'),
    stage,
    time,
  })
  .describe('A network that was seen, and who serves it. May come again; the newer one counts');
