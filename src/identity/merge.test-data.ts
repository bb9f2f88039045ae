// Hosts that people have, as surveys find them, and what they have to come to.
import type { Given, GivenClue } from './host.test-data.ts';

export const SSH = { port: 22, service: 'ssh', product: 'OpenSSH', version: '9.2p1' } as const;

export function clue(
  about: GivenClue['about'],
  value: string,
  source: string,
  confidence = 0.9,
  more: Partial<GivenClue> = {},
): GivenClue {
  return { about, value, source, confidence, ...more };
}

export const stack = (family: GivenClue['family'], confidence = 0.8): GivenClue =>
  clue('os', family!, 'tcp-stack', confidence, { family });

// What surveys see of the kinds that people have, by what their makers publish.
export const HOSTS: readonly (readonly [kind: string, os: string | undefined, given: Given])[] = [
  [
    'workstation',
    'windows',
    {
      host: {},
      tcp: [135, 139, 445],
      clues: [stack('windows'), clue('os', 'Windows 11', 'smb', 1, { family: 'windows', proto: 'tcp', port: 445 })],
    },
  ],
  [
    'server',
    'windows',
    {
      host: {},
      tcp: [88, 389, 445],
      services: [{ port: 88, service: 'kerberos' }],
      clues: [stack('windows'), clue('os', 'Windows Server 2019', 'smb', 1, { family: 'windows' })],
    },
  ],
  [
    'laptop',
    'macos',
    { host: { vendor: 'Apple, Inc.' }, clues: [stack('apple'), clue('model', 'MacBookAir10,1', 'mdns')] },
  ],
  [
    'phone',
    'ios',
    { host: { localMac: true }, tcp: [62078], clues: [stack('apple', 0.7), clue('name', 'Annas-iPhone', 'mdns')] },
  ],
  [
    'phone',
    'android',
    {
      host: { localMac: true },
      clues: [
        stack('linux', 0.6),
        clue('name', 'android-1a2b3c4d5e6f7a8b', 'dhcp'),
        clue('os', 'Android', 'dhcp', 0.6, { family: 'android' }),
      ],
    },
  ],
  [
    'server',
    'linux',
    { host: {}, services: [SSH, { port: 80, service: 'http', product: 'nginx' }], clues: [stack('linux')] },
  ],
  [
    'server',
    'freebsd',
    { host: {}, services: [SSH], clues: [stack('freebsd'), clue('os', 'FreeBSD', 'ssh', 0.85, { family: 'freebsd' })] },
  ],
  ['server', 'openbsd', { host: {}, services: [SSH], clues: [stack('openbsd')] }],
  [
    'printer',
    undefined,
    {
      host: { vendor: 'Brother industries, LTD.' },
      tcp: [80, 515, 631, 9100],
      services: [{ port: 80, service: 'http', product: 'Brother debut httpd' }],
    },
  ],
  [
    'printer',
    undefined,
    {
      host: { vendor: 'Hewlett Packard' },
      tcp: [80, 515, 631, 9100],
      services: [
        {
          port: 161,
          proto: 'udp',
          service: 'snmp',
          product: 'HP JetDirect',
          details: { sysDescr: 'HP ETHERNET MULTI-ENVIRONMENT,ROM none', sysObjectId: '1.3.6.1.4.1.11.2.3.9.1' },
        },
      ],
    },
  ],
  [
    'printer',
    undefined,
    {
      host: { vendor: 'KYOCERA Document Solutions Inc.' },
      tcp: [80, 515, 9100],
      clues: [clue('model', 'ECOSYS M5526cdw', 'snmp')],
    },
  ],
  [
    'switch',
    'cisco-ios',
    {
      host: { vendor: 'Cisco Systems, Inc' },
      services: [
        {
          port: 161,
          proto: 'udp',
          service: 'snmp',
          product: 'Cisco IOS',
          details: { sysDescr: 'Cisco IOS Software, C2960 Software (C2960-LANBASEK9-M), Version 15.0(2)SE' },
        },
      ],
      clues: [clue('os', 'Cisco IOS 15.0(2)SE', 'snmp', 0.95, { family: 'cisco-ios' })],
    },
  ],
  [
    'router',
    'routeros',
    {
      host: { vendor: 'Routerboard.com' },
      tcp: [22, 8291],
      clues: [stack('linux', 0.6), clue('os', 'RouterOS 7.11', 'mndp', 1, { family: 'routeros' })],
    },
  ],
  [
    'router',
    undefined,
    {
      host: { vendor: 'AVM GmbH' },
      tcp: [53, 80, 443],
      services: [{ port: 80, service: 'http', product: 'AVM FRITZ!Box' }],
      clues: [clue('model', 'FRITZ!Box 7590', 'upnp')],
    },
  ],
  [
    'access-point',
    'linux',
    {
      host: { vendor: 'Ubiquiti Inc' },
      tcp: [22],
      clues: [stack('linux'), clue('model', 'UAP-AC-Pro', 'ubiquiti-discovery')],
    },
  ],
  [
    'nas',
    'linux',
    {
      host: { vendor: 'QNAP Systems, Inc.' },
      services: [{ port: 8080, service: 'http', product: 'QNAP QTS' }, SSH],
      clues: [stack('linux')],
    },
  ],
  [
    'camera',
    undefined,
    {
      host: { vendor: 'Hangzhou Hikvision Digital Technology Co.,Ltd.' },
      tcp: [80, 554, 8000],
      services: [{ port: 80, service: 'http', product: 'Hikvision httpd' }],
    },
  ],
  [
    'camera',
    undefined,
    { host: { vendor: 'Axis Communications AB' }, tcp: [80, 554], clues: [clue('name', 'axis-accc8e123456', 'mdns')] },
  ],
  ['camera', undefined, { host: { vendor: 'Zhejiang Dahua Technology Co., Ltd.' }, tcp: [80, 554, 37777] }],
  [
    'speaker',
    undefined,
    {
      host: { vendor: 'Sonos, Inc.' },
      tcp: [1400],
      clues: [clue('kind', 'speaker', 'upnp', 0.9, { text: 'urn:schemas-upnp-org:device:ZonePlayer:1' })],
    },
  ],
  [
    'media-player',
    undefined,
    {
      host: { vendor: 'Google, Inc.' },
      tcp: [8008, 8009],
      services: [
        {
          port: 5353,
          proto: 'udp',
          service: 'mdns',
          details: {
            services: ['_googlecast._tcp'],
            instances: [{ name: 'x._googlecast._tcp.local', texts: ['md=Chromecast'] }],
          },
        },
      ],
    },
  ],
  [
    'media-player',
    undefined,
    { host: { vendor: 'Roku, Inc' }, tcp: [8060], clues: [clue('model', 'Roku Ultra', 'upnp')] },
  ],
  ['media-player', 'ios', { host: { vendor: 'Apple, Inc.' }, clues: [clue('model', 'AppleTV11,1', 'mdns')] }],
  [
    'game-console',
    'playstation',
    { host: { vendor: 'Sony Interactive Entertainment Inc.' }, tcp: [9295], udp: [9302] },
  ],
  ['game-console', undefined, { host: { vendor: 'Microsoft Corporation' }, udp: [5050, 3074] }],
  [
    'single-board-computer',
    'linux',
    {
      host: { vendor: 'Raspberry Pi Trading Ltd' },
      services: [SSH],
      clues: [stack('linux'), clue('os', 'Raspbian', 'ssh', 0.85, { family: 'linux' })],
    },
  ],
  ['sensor', undefined, { host: { vendor: 'Espressif Inc.' }, tcp: [80], clues: [stack('lwip', 0.7)] }],
  [
    'iot-hub',
    undefined,
    { host: { vendor: 'Signify B.V.' }, services: [{ port: 80, service: 'http', product: 'Philips Hue bridge' }] },
  ],
  [
    'plc',
    undefined,
    {
      host: { vendor: 'Siemens AG' },
      services: [{ port: 102, service: 's7comm', product: 'Siemens CPU 315-2 PN/DP', device: 'controller' }],
    },
  ],
  [
    'ups',
    undefined,
    {
      host: { vendor: 'AMERICAN POWER CONVERSION CORP' },
      tcp: [80],
      services: [
        {
          port: 161,
          proto: 'udp',
          service: 'snmp',
          product: 'APC Network Management Card',
          details: { sysObjectId: '1.3.6.1.4.1.318.1.3.27' },
        },
      ],
    },
  ],
  [
    'hypervisor',
    'vmware-esxi',
    {
      host: { vendor: 'VMware, Inc.' },
      tcp: [902],
      services: [{ port: 443, service: 'http', tls: true, product: 'VMware ESXi' }],
    },
  ],
  [
    'hypervisor',
    'linux',
    {
      host: {},
      services: [SSH, { port: 8006, service: 'http', product: 'Proxmox Virtual Environment' }],
      clues: [stack('linux')],
    },
  ],
  [
    'container',
    'linux',
    {
      host: { mac: '02:42:c6:12:00:07', localMac: true },
      services: [{ port: 80, service: 'http', product: 'nginx' }],
      clues: [stack('linux'), clue('kind', 'container', 'mac', 0.9)],
    },
  ],
  [
    'management-controller',
    undefined,
    { host: { vendor: 'Dell Inc.' }, udp: [623], services: [{ port: 443, service: 'http', product: 'Dell iDRAC' }] },
  ],
  [
    'voip-phone',
    undefined,
    {
      host: { vendor: 'XIAMEN YEALINK NETWORK TECHNOLOGY CO.,LTD' },
      udp: [5060],
      services: [{ port: 5060, proto: 'udp', service: 'sip', product: 'Yealink SIP-T46S' }],
    },
  ],
  [
    'tv',
    undefined,
    { host: { vendor: 'Samsung Electronics Co.,Ltd' }, tcp: [8001, 8002], clues: [clue('model', 'QE55Q80', 'upnp')] },
  ],
];
