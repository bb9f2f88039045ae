// How the work goes: lines that tell of a survey and not of the network.
//
//   start   phase  facts, host-end, notice, progress  phase-end   phase ... phase-end   end
import { z } from 'zod';
import { code, count, ENGINES, ip, milliseconds, probe, share, stage, time } from './words.schema.ts';

export const start = z
  .object({
    type: z.literal('start'),
    time,
    version: z.string().describe('Of the program'),
    argv: z.array(z.string()).describe('The arguments, as they were given'),
    argvUnlisted: count.optional().describe('Of very many the first are listed: how many more there are'),
    targets: z.array(z.string()).describe('What is asked: addresses, networks, ranges; exclusions are taken out'),
    targetsUnlisted: count.optional().describe('Of very many the first are listed: how many more there are'),
    ports: z
      .array(
        z.object({
          proto: z.enum(['tcp', 'udp']),
          count,
          list: z.string().optional().describe('22,80-90; missing where it would be too long'),
        }),
      )
      .optional()
      .describe('Which ports are asked; missing where only hosts are'),
    stages: z.array(stage).describe('The stages that will follow, one after another; services runs beside them'),
    seed: z.string().describe('The order of asking follows from it'),
    engine: z.enum(['auto', ...ENGINES]).describe('The engine that was chosen; auto: kernel or raw'),
    discoverBy: z
      .array(z.string())
      .optional()
      .describe('In which ways hosts are looked for, before their ports or alone: echo, ack, syn:22,80'),
    maxRetries: count.optional().describe('How often a silent probe is sent again at the most, where that was given'),
    shard: z
      .object({ index: z.int().min(1), count: z.int().min(2) })
      .optional()
      .describe('Only this share of the probes is sent'),
  })
  .describe('The first line: what is going to be done');

export const phase = z.object({ type: z.literal('phase'), time, stage }).describe('A stage begins');

/** What one scan came to. */
const counters = {
  hostsAsked: count,
  hostsUp: count,
  openPorts: count,
  closedPorts: count,
  filteredPorts: count,
  openFilteredPorts: count.optional().describe('UDP only: silent ports of hosts that are up, open or filtered'),
  probes: count.describe('Distinct (address, port) pairs to ask: those that were, and unasked'),
  answered: count.describe('Of these, how many were answered, by the host or by a router'),
  retransmitted: count.describe('Probes sent again, those that watch the way among them'),
  silent: count.describe('Probes that stayed silent after every repeat'),
  completeness: share.describe(
    'Answered / asked, of the hosts that are up alone; 1 where nobody is. Of icmp and arp: addresses asked / addresses, ' +
      'as the silence of a host that is not there is all the answer there is; and so of a scan that is stateless, ' +
      'as nobody knows what stayed silent',
  ),
  unasked: count.describe(
    'Distinct pairs that were to be asked and never were: interrupted, or cut short because the way there was lost',
  ),
  strays: count,
  duplicates: count,
  late: count,
  limitedHosts: z.array(ip).describe('Addresses of hosts that limit their RSTs or ICMP errors'),
  answersAllHosts: z.array(ip).describe('Addresses where every port answers'),
  answersAllUnlisted: count.optional().describe('Of very many the first are listed: how many more there are'),
  kernelDrops: count.describe('Frames that our own kernel dropped before we saw them, ARP replies among them'),
  interrupted: z.boolean(),
  cutShort: z
    .literal(true)
    .optional()
    .describe('It ended early, and nobody had asked for that: the way there was lost. Silence says nothing then'),
  stateless: z.boolean().describe('Too large a scan for the ledger: only open ports were remembered'),
  elapsedMs: milliseconds,
};

/** What asked, in one scan. With the connect engine, `syn` is the kernel's own. */
const asked = { probe: probe, engine: z.enum(ENGINES) };

export const scanCounters = z.object({ ...counters, ...asked });

export const phaseEnd = z
  .object({
    type: z.literal('phase-end'),
    time,
    stage,
    counters: scanCounters.optional().describe('Missing where the stage failed before there were any'),
    services: z
      .object({ asked: count, recognised: count, elapsedMs: milliseconds })
      .optional()
      .describe('Of the stage services: open ports it asked, and those it knows'),
    error: z.object({ code, text: z.string() }).optional().describe('Why the stage failed'),
  })
  .describe('A stage has ended; what it came to');

export const end = z
  .object({
    type: z.literal('end'),
    time,
    ...counters,
    probe: probe.describe('Of several stages with several probes: several'),
    engine: z.enum([...ENGINES, 'several']),
    failedStages: z.array(stage).optional(),
  })
  .describe('The last line: the sums over all stages. Hosts count once, however many stages met them');

export const hostEnd = z
  .object({
    type: z.literal('host-end'),
    time,
    stage,
    ip,
    open: count,
    closed: count,
    filtered: count,
    openFiltered: count.optional().describe('UDP only: silent ports, open or filtered'),
    answersAll: z
      .boolean()
      .optional()
      .describe('Every port answers: a tarpit or SYN proxy. Its ports are not reported'),
    limitedAtOnce: count.optional().describe('UDP only: so many ICMP errors came at once, before its limit was felt'),
    limitedPerSecond: z
      .number()
      .min(0)
      .optional()
      .describe('RSTs or ICMP errors a second that it limits itself to, to each address that asks'),
  })
  .describe('A stage is done with a host that is up: its ports, counted');

export const notice = z
  .object({
    type: z.literal('notice'),
    time,
    stage: stage.optional(),
    code,
    address: ip.optional().describe('That it is about, where it is about one'),
    text: z.string(),
  })
  .describe('Something to know that is not about one port: a route that is missing, a kernel that drops');

/** For live displays; not part of the JSON lines. */
export const progress = z
  .object({
    type: z.literal('progress'),
    time,
    stage,
    phase: z.enum(['resolve', 'scan', 'repeat', 'services']),
    attempt: z.int().min(1).describe('1 for the first'),
    done: share.describe('Over the whole stage; never falls'),
    rate: z.number().min(0).describe('Probes a second, now'),
    sent: count,
    answered: count,
    openPorts: count.nullable().describe('Null where hosts are asked, not ports'),
    hostsUp: count,
    remainingMs: milliseconds.nullable().describe('Null where it cannot be said'),
  })
  .describe('Where a stage is');

/** With --dry-run, in place of facts. */
export const plannedProbe = z
  .object({
    type: z.literal('probe'),
    ip,
    proto: z.enum(['tcp', 'udp', 'icmp', 'arp']),
    port: z.int().min(0).max(65_535).optional(),
  })
  .describe('A probe that would be sent, in the order of sending. Echo and ARP requests have no port');
