// Who a host is, as far as all that was said and seen of it goes.
import { z } from 'zod';
import { ip, share, stage, time } from '../words.schema.ts';
import { kind, osFamily } from './clue.schema.ts';

const because = z.array(z.string()).describe('What it rests on, the strongest first: "smb: Windows 10.0.20348"');

export const identity = z
  .object({
    type: z.literal('identity'),
    ip,
    name: z.string().optional(),
    vendor: z.string().optional(),
    model: z.string().optional(),
    serial: z.string().optional(),
    os: z
      .object({
        family: osFamily,
        name: z.string().optional().describe('Debian 12; only where something said so'),
        version: z.string().optional(),
        confidence: share,
        because,
        others: z.array(z.object({ family: osFamily, confidence: share })).describe('The runners-up'),
      })
      .optional(),
    kind: z
      .object({
        is: kind,
        confidence: share,
        because,
        others: z.array(z.object({ is: kind, confidence: share })).describe('The runners-up'),
      })
      .optional(),
    contradictions: z.array(z.string()).optional().describe('What does not go together'),
    stage,
    time,
  })
  .describe('Who a host is, as all clues together say. May come again; the newer one counts');
