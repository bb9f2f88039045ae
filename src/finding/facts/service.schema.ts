// What an open port is for.
import { z } from 'zod';
import { ip, port, share, stage, time } from '../words.schema.ts';

/** Where a fact about an open port belongs. */
export const where = { ip, proto: z.enum(['tcp', 'udp']), port };

export const service = z
  .object({
    type: z.literal('service'),
    ...where,
    service: z
      .string()
      .describe('The protocol, by its IANA name where it has one; unknown: it answered, nobody knew it'),
    product: z.string().optional(),
    version: z.string().optional(),
    info: z.string().optional().describe('What else it said of itself, in a few words'),
    hostname: z.string().optional().describe('What it calls its host'),
    os: z.string().optional().describe('What it says its host runs'),
    device: z.string().optional(),
    tls: z.boolean().describe('It is inside TLS'),
    cpe: z.array(z.string()).optional().describe('CPE 2.3'),
    confidence: share.describe('1: behaviour and words agree; 0.7: a greeting that nothing proved; 0: unknown'),
    contradiction: z.string().optional().describe('What speaks against it'),
    details: z.record(z.string(), z.unknown()).optional().describe('What the protocol told beyond that'),
    evidence: z
      .array(
        z.object({
          source: z.enum(['greeting', 'answer']).describe('Whether it spoke first or was asked'),
          text: z.string().describe('How what it said begins, other characters than printable ones as dots'),
          sent: z.base64().optional(),
          received: z.base64().optional().describe('Only where the survey was asked for it; 512 bytes at the most'),
        }),
      )
      .describe('What it rests on; the exchange that decided first'),
    stage,
    time,
  })
  .describe('What an open port is for. May come again with more; the surer one counts');
