// Proxies, tunnels and routing of Debian.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, makeCertificate, write } from './daemon.ts';
import { openvpn } from './openvpn.ts';

export const TUNNELS_DAEMONS: readonly Daemon[] = [
  {
    name: 'tor',
    package: 'tor',
    program: 'tor',
    ports: [
      { port: 9050, service: 'socks5', alias: ['tor-socks', 'socks-proxy'], tellsVersion: false },
      { port: 9001, service: 'tor-or', alias: ['tor-orport'], tls: true, tellsVersion: false },
      { port: 9051, service: 'tor-control' },
    ],
    product: /^Tor/,
    tellsVersion: true,
    async start(folder) {
      // Without a network it opens no port, so it gets one that is nothing but an authority nobody answers for.
      const authority = `orport=1 v3ident=${'A'.repeat(40)} 127.0.0.1:1 ${'B'.repeat(40)}`;
      const ports = 'SocksPort 0.0.0.0:9050\nSocksPolicy accept *\nORPort 0.0.0.0:9001\nControlPort 0.0.0.0:9051\n';
      const relay = 'Address 127.0.0.1\nNickname lab\nExitRelay 0\nPublishServerDescriptor 0\nCookieAuthentication 1\n';
      const text = `DataDirectory ${folder}/data\nTestingTorNetwork 1\nDirAuthority lab ${authority}\n${ports}${relay}`;
      return ['tor', '-f', write(folder, 'torrc', text), '--defaults-torrc', '/dev/null', '--ignore-missing-torrc'];
    },
  },
  {
    name: 'dante',
    package: 'dante-server',
    program: '/usr/sbin/danted',
    ports: [{ port: 1080, service: 'socks5', alias: ['socks'] }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const any = 'from: 0.0.0.0/0 to: 0.0.0.0/0';
      const text = `logoutput: stderr\ninternal: 0.0.0.0 port = 1080\nexternal: lo\nclientmethod: none\nsocksmethod: none
client pass { ${any} }\nsocks block { ${any} }\n`;
      return ['danted', '-f', write(folder, 'conf', text), '-p', join(folder, 'pid')];
    },
  },
  {
    name: 'microsocks',
    package: 'microsocks',
    program: 'microsocks',
    ports: [{ port: 1080, service: 'socks5', alias: ['socks'] }],
    product: null,
    tellsVersion: false,
    start: async () => ['microsocks', '-i', '0.0.0.0', '-p', '1080', '-u', 'lab', '-P', 'lab'],
  },
  openvpn('tcp4-server'),
  {
    name: 'pptpd',
    package: 'pptpd',
    program: '/usr/sbin/pptpd',
    ports: [{ port: 1723, service: 'pptp' }],
    product: /pptpd/,
    tellsVersion: false,
    async start(folder) {
      const conf = write(folder, 'conf', `connections 200\nlocalip 192.0.2.1\nremoteip 192.0.2.2-250\nnoipparam\n`);
      return ['pptpd', '--fg', '-c', conf, '-o', write(folder, 'options', ''), '-p', join(folder, 'pid')];
    },
  },
  {
    name: 'bird',
    package: 'bird2',
    program: 'bird',
    ports: [{ port: 179, service: 'bgp' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const near = (name: string, range: string): string =>
        `protocol bgp ${name} { local as 65001; neighbor range ${range} external; multihop; dynamic name "${name}_"; ipv4 { import none; export none; }; }\n`;
      const text = `router id 192.0.2.1;\nprotocol device { }\n${near('lab', '198.18.0.0/15')}${near('own', '127.0.0.0/8')}`;
      return ['bird', '-f', '-c', write(folder, 'conf', text), '-s', join(folder, 'socket'), '-P', join(folder, 'pid')];
    },
  },
  {
    name: 'frr',
    package: 'frr',
    program: '/usr/lib/frr/bgpd',
    ports: [{ port: 2605, service: 'telnet', alias: ['quagga'] }],
    product: /^FRRouting/,
    tellsVersion: true,
    async start(folder) {
      const conf = write(folder, 'conf', 'hostname lab\npassword lab\n');
      const places = ['-i', join(folder, 'pid'), '-z', join(folder, 'zserv'), '--vty_socket', folder];
      return ['/usr/lib/frr/bgpd', '-f', conf, ...places, '-A', '0.0.0.0', '-P', '2605', '-p', '0', '-n', '-S'];
    },
  },
  {
    name: 'coturn',
    package: 'coturn',
    program: 'turnserver',
    ports: [
      { port: 3478, service: 'stun', alias: ['turn', 'stun-turn'], tls: 'too' },
      { port: 5349, service: 'stun', alias: ['turn', 'stun-turn'], tls: true },
    ],
    product: /^Coturn$/i,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      mkdirSync(join(folder, 'db'));
      const files = ['--cert', `${folder}/cert.pem`, '--pkey', `${folder}/key.pem`, '--userdb', `${folder}/db/turndb`];
      const off = ['--no-udp', '--no-dtls', '--no-cli', '--no-rfc5780', '--no-udp-relay'];
      const logs = ['--log-file', 'stdout', '--pidfile', join(folder, 'pid')];
      return ['turnserver', '-n', '-L', '0.0.0.0', '-r', 'lab', '-m', '1', ...files, ...off, ...logs];
    },
  },
];
