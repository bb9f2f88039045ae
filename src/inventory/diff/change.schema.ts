// What is different between two surveys, as lines of `portolan diff --json` and `--watch --json`.
import { z } from 'zod';
import { count, ip, port, time } from '../../finding/words.schema.ts';

export const CHANGES = [
  'host-new',
  'host-gone',
  'host-moved',
  'port-opened',
  'port-closed',
  'port-changed',
  'service',
  'product',
  'tls',
  'certificate',
  'name',
  'mac',
  'system',
  'kind',
] as const;

const facts = z.array(z.looseObject({ type: z.string(), ip }));

export const change = z
  .object({
    type: z.literal('change'),
    change: z.enum(CHANGES).describe('port-changed: closed or filtered, and never open'),
    ip: ip.describe('Of a host that has moved: its address now'),
    was: ip.optional().describe('Its address before, where it has moved'),
    proto: z.enum(['tcp', 'udp']).optional(),
    port: port.optional(),
    before: z.string().nullable().describe('What it was; null: not there'),
    after: z.string().nullable().describe('What it is; null: not there any more'),
    text: z.string().describe('In a sentence, for people'),
    because: z.array(z.string()).describe('What it rests on, of both surveys'),
    facts: z.object({ before: facts, after: facts }).describe('The facts of both surveys, as these have them'),
    time: time.describe('When the later survey found it, or ended'),
  })
  .describe('Something that is different from an earlier survey');

const survey = z.object({
  scan: count.optional().describe('Its number in the inventory'),
  file: z.string().optional(),
  time: time.nullable().describe('When it began; null: its first line is missing'),
});

const undecided = {
  of: z.enum(['before', 'after']).describe('Which survey found them'),
  why: z.enum([
    ...(['not-asked', 'unlisted', 'unfinished', 'share', 'stateless', 'not-repeated', 'otherwise'] as const),
    'answers-all',
  ]),
};

export const compared = z
  .object({
    type: z.literal('compared'),
    before: survey,
    after: survey,
    changes: count,
    hosts: count.describe('Hosts that both found, and those that are new or gone'),
    undecided: z
      .array(z.object({ ...undecided, hosts: count }))
      .describe('Hosts that one survey found, of which the other one can say nothing, by the reason'),
    undecidedPorts: z
      .array(z.object({ ...undecided, ports: count }))
      .describe('Open ports of one survey, at hosts that both found, of which the other one can say nothing'),
    time,
  })
  .describe('The last line: what was compared');
