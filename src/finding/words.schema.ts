// What all lines are made of: numbers with their bounds, and the words that several of them use.
import { z } from 'zod';

// Those with an id stand once in the JSON Schema, under that name.
export const ip = z.ipv4().meta({ id: 'ip' });
export const port = z.int().min(0).max(65_535);
export const count = z.int().min(0);
export const milliseconds = z.number().min(0);
export const share = z.number().min(0).max(1);
export const mac = z
  .string()
  .regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
  .meta({ id: 'mac' });
export const ttl = z.int().min(0).max(255);
export const time = z.iso
  .datetime({ precision: 3 })
  .meta({ id: 'time', description: 'When it was told: RFC 3339, milliseconds' });
export const code = z
  .string()
  .regex(/^[EN]_[A-Z0-9_]+$/)
  .meta({ id: 'code', description: 'Stable: E_ for errors, N_ for all else' });

export const ENGINES = ['raw', 'kernel', 'connect'] as const;

/** An open list: whoever adds a stage to the survey names it there. */
export const stage = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .meta({ id: 'stage', description: 'By which stage of the survey: reach, syn, udp, icmp, arp ...' });

/** An open list: a probe names itself (src/probe/probes.ts). */
export const probe = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/)
  .meta({ id: 'probe', description: "How it was asked: syn, udp, icmp, arp ..., or connect, by the kernel's own TCP" });

/** `icmp-*` names are the ICMPv4 codes of type 3 (RFC 792, RFC 1812 section 5.2.7.1). */
const PORT_REASONS = [
  'syn-ack',
  'rst',
  'connected',
  'connection-refused',
  'udp-response',
  'no-response',
  'icmp-net-unreachable',
  'icmp-host-unreachable',
  'icmp-protocol-unreachable',
  'icmp-port-unreachable',
  'icmp-net-prohibited',
  'icmp-host-prohibited',
  'icmp-admin-prohibited',
  'icmp-time-exceeded',
  'icmp-unreachable',
  'imported',
] as const;

export const portReason = z
  .enum(PORT_REASONS)
  .meta({ id: 'portReason', description: 'What came back; imported: another program said so' });
export const hostReason = z
  .enum([
    'arp-reply',
    'neighbour-table',
    'local',
    'heard',
    'echo-reply',
    'timestamp-reply',
    'mask-reply',
    ...PORT_REASONS,
  ])
  .meta({
    id: 'hostReason',
    description:
      'What came back; neighbour-table: our kernel had just heard of it; local: it is this machine; heard: it spoke without being asked; imported: another program said so',
  });

/** What every fact carries beside its reason. */
export const evidence = {
  probe: probe.optional().describe('What was asked; missing where nothing had to be'),
  stage,
  time,
};
