// What one source says about who a host is. Nothing overwrites another's word: `identity` says what they come to together.
import { z } from 'zod';
import { ip, port, share, stage, time } from '../words.schema.ts';

/** A family is what a TCP/IP stack can tell; what is finer stands in the name and the version. */
export const OS_FAMILIES = [
  'linux',
  'android',
  'windows',
  'apple',
  'macos',
  'ios',
  'freebsd',
  'openbsd',
  'netbsd',
  'solaris',
  'aix',
  'hp-ux',
  'z/os',
  'vmware-esxi',
  'cisco-ios',
  'cisco-nx-os',
  'junos',
  'routeros',
  'lwip',
  'freertos',
  'vxworks',
  'qnx',
  'playstation',
  'nintendo',
  'embedded',
] as const;

export const KINDS = [
  'router',
  'switch',
  'access-point',
  'firewall',
  'load-balancer',
  'modem',
  'printer',
  'scanner',
  'camera',
  'video-recorder',
  'nas',
  'phone',
  'tablet',
  'tv',
  'media-player',
  'speaker',
  'game-console',
  'server',
  'workstation',
  'laptop',
  'hypervisor',
  'virtual-machine',
  'container',
  'single-board-computer',
  'iot-hub',
  'light',
  'sensor',
  'smart-plug',
  'thermostat',
  'appliance',
  'watch',
  'plc',
  'ups',
  'power-distribution',
  'voip-phone',
  'voip-gateway',
  'management-controller',
  'building-controller',
  'point-of-sale',
  'projector',
] as const;

export const osFamily = z.enum(OS_FAMILIES).meta({ id: 'osFamily' });
export const kind = z.enum(KINDS).meta({ id: 'kind', description: 'Kind of device' });

export const clue = z
  .object({
    type: z.literal('clue'),
    ip,
    about: z
      .enum([
        'name',
        'domain',
        'os',
        'kind',
        'vendor',
        'model',
        'serial',
        'mac',
        'user',
        'role',
        'address',
        'location',
        'neighbour',
      ])
      .describe(
        'domain: or workgroup; role: what it is to its network, as gateway; address: another one of the same host; location: where it stands, as it was written down; neighbour: a device that has it at the other end of a cable, or as the only one behind a port',
      ),
    value: z.string().min(1).max(255),
    source: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/)
      .describe('Who says so, an open list: reverse-dns, mdns, netbios, smb, snmp, certificate, tcp-stack ...'),
    confidence: share.describe('1: it says so of itself, and there it can hardly be wrong'),
    family: osFamily.optional().describe('Of an operating system'),
    version: z.string().optional().describe('Of an operating system, as it is written'),
    proto: z.enum(['tcp', 'udp']).optional(),
    port: port.optional().describe('Of the port that said so'),
    text: z.string().max(512).optional().describe('What was seen or said, where it is more than the value'),
    stage,
    time,
  })
  .describe('What one source says about who a host is. Clues may contradict each other');
