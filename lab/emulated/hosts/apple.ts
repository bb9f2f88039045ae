// Apple: mDNS says nearly all of it.
import type { EmulatedHost } from '../host.ts';
import { apple } from '../stacks.ts';
import { mdns } from '../talk/dns.ts';
import { mute, ssh, vnc } from '../talk/lines.ts';
import { web } from '../talk/web.ts';

const XNU = 'xnu, bsd/netinet/tcp_output.c and ip_output.c (options, rfc6864)';
const airTunes = (version: string) =>
  web({ server: `AirTunes/${version}`, pages: { '*': { status: '403 Forbidden' } } });

const macbook: EmulatedHost = {
  name: 'macbook',
  truth: {
    family: 'macos',
    kind: 'laptop',
    vendor: 'Apple',
    model: 'Mac15,10',
    names: [{ source: 'mdns', name: 'Bobs-MacBook-Pro' }],
  },
  published: [
    XNU,
    'GitHub, jamesyc/TimeCapsuleSMB issue 147 (a capture: _device-info TXT "model=Mac15,10" "osxvers=24")',
    'Apple, "Identify your MacBook Pro model" (Mac15,10 is one); "TCP and UDP ports used by Apple software products" (22, 5900)',
  ],
  macPrefix: '6c:4a:85',
  stack: apple,
  ports: (self) => ({
    tcp: { 22: ssh('OpenSSH_9.8'), 5900: vnc('003.889', [30, 33, 36, 35]), 7000: airTunes('775.3.1') },
    udp: {
      5353: mdns(self, {
        host: 'Bobs-MacBook-Pro',
        services: [
          { type: '_ssh._tcp', name: 'Bob’s MacBook Pro', port: 22 },
          { type: '_sftp-ssh._tcp', name: 'Bob’s MacBook Pro', port: 22 },
          { type: '_rfb._tcp', name: 'Bob’s MacBook Pro', port: 5900 },
        ],
        deviceInfo: ['model=Mac15,10', 'osxvers=24', 'icolor=9'],
      }),
    },
  }),
};

const iphone: EmulatedHost = {
  name: 'iphone',
  truth: { family: 'ios', kind: 'phone', vendor: 'Apple', names: [{ source: 'mdns', name: 'Annas-iPhone' }] },
  published: [
    XNU,
    'libimobiledevice (lockdownd answers on TCP 62078; _apple-mobdev2._tcp, its name MAC@address)',
    'Apple, "TCP and UDP ports used by Apple software products" (62078 is not among them, the synchronisation is documented by libimobiledevice)',
  ],
  macPrefix: '74:42:18',
  stack: apple,
  ports: (self) => ({
    tcp: { 62078: mute },
    udp: {
      5353: mdns(self, {
        host: 'Annas-iPhone',
        services: [
          { type: '_apple-mobdev2._tcp', name: `${self.mac}@fe80::1c4a:85ff:fe00:1-supportsRP-24`, port: 32_498 },
        ],
      }),
    },
  }),
};

const appleTv: EmulatedHost = {
  name: 'apple-tv',
  truth: {
    family: 'apple',
    kind: 'media-player',
    vendor: 'Apple',
    model: 'AppleTV6,2',
    names: [{ source: 'mdns', name: 'Living-Room' }],
  },
  published: [
    XNU,
    'pyatv, documentation of its protocols (_airplay._tcp and _mediaremotetv._tcp TXT: model, osvers, srcvers); GitHub, postlund/pyatv issues 777, 1821',
    'openairplay.github.io, "AirPlay 2 internals" (features, port 7000, Server: AirTunes/...)',
  ],
  macPrefix: '74:31:74',
  stack: apple,
  ports: (self) => ({
    tcp: { 7000: airTunes('670.6.2'), 3689: mute, 49152: mute },
    udp: {
      5353: mdns(self, {
        host: 'Living-Room',
        services: [
          {
            type: '_airplay._tcp',
            name: 'Living Room',
            port: 7000,
            text: [
              `deviceid=${self.mac.toUpperCase()}`,
              'features=0x4A7FDFD5,0xBC157FDE',
              'model=AppleTV6,2',
              'srcvers=670.6.2',
              'osvers=17.4',
            ],
          },
          {
            type: '_raop._tcp',
            name: `${self.mac.replaceAll(':', '').toUpperCase()}@Living Room`,
            port: 7000,
            text: ['am=AppleTV6,2', 'vs=670.6.2'],
          },
          {
            type: '_companion-link._tcp',
            name: 'Living Room',
            port: 49_152,
            text: ['rpMd=AppleTV6,2', 'rpVr=510.71.1'],
          },
        ],
        deviceInfo: ['model=J105aAP'],
      }),
    },
  }),
};

export const APPLE: readonly EmulatedHost[] = [macbook, iphone, appleTv];
