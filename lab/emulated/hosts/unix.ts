// Linux of several generations, Android, and the BSDs.
import type { EmulatedHost } from '../host.ts';
import { android, freebsd, linux3, linux5, linux26, linuxOld, netbsd, openbsd } from '../stacks.ts';
import { mdns } from '../talk/dns.ts';
import { ftp, lines, mute, ssh } from '../talk/lines.ts';
import { fileServer, netbios } from '../talk/netbios.ts';
import { smb } from '../talk/smb.ts';
import { snmp } from '../talk/snmp.ts';
import { html, web } from '../talk/web.ts';

const LINUX = 'Linux, net/ipv4/tcp_output.c (options, windows), Documentation/networking/ip-sysctl.rst';

const debian12: EmulatedHost = {
  name: 'debian-12',
  truth: { family: 'linux', kind: 'server', vendor: 'Super Micro' },
  published: [LINUX, 'Debian 12 packages: openssh-server 9.2p1-2+deb12u2, nginx 1.22.1, postfix'],
  macPrefix: 'ac:1f:6b',
  stack: linux5,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_9.2p1 Debian-2+deb12u2'),
      25: lines('220 mail.example.net ESMTP Postfix (Debian/GNU)\r\n', [
        [/^EHLO /i, '250-mail.example.net\r\n250-PIPELINING\r\n250-SIZE 10240000\r\n250 ENHANCEDSTATUSCODES\r\n'],
        [/^HELO /i, '250 mail.example.net\r\n'],
        [/^QUIT/i, '221 2.0.0 Bye\r\n', 'close'],
        [/./, '502 5.5.2 Error: command not recognized\r\n'],
      ]),
      80: web({ server: 'nginx/1.22.1', pages: { '/': html('Welcome to nginx!') } }),
    },
  }),
};

const centos7: EmulatedHost = {
  name: 'centos-7',
  truth: { family: 'linux', kind: 'server', vendor: 'Dell', names: [{ source: 'snmp', name: 'db1.example.net' }] },
  published: [LINUX, 'CentOS 7 packages: openssh-7.4p1, httpd 2.4.6, net-snmp (sysDescr is uname -a)'],
  macPrefix: 'b8:ac:6f',
  stack: linux3,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_7.4'),
      80: web({
        server: 'Apache/2.4.6 (CentOS)',
        pages: { '/': { status: '403 Forbidden', ...html('Apache HTTP Server Test Page powered by CentOS') } },
      }),
      3306: mute,
    },
    udp: {
      161: snmp({
        sysDescr: 'Linux db1.example.net 3.10.0-1160.el7.x86_64 #1 SMP Mon Oct 19 16:18:59 UTC 2020 x86_64',
        sysObjectID: '.1.3.6.1.4.1.8072.3.2.10',
        sysName: 'db1.example.net',
        engine: '80001f8880e9630000d61ff449',
      }),
    },
  }),
};

const linuxNas: EmulatedHost = {
  name: 'linux-old',
  truth: { family: 'linux', kind: null },
  published: [LINUX, 'Linux before 2.6.39: 5840 and 5792 bytes', 'vsftpd 2.0.5, openssh 4.3 (CentOS 5 packages)'],
  macPrefix: '00:15:17',
  stack: linuxOld,
  ports: () => ({ tcp: { 21: ftp('(vsFTPd 2.0.5)'), 22: ssh('OpenSSH_4.3') } }),
};

const raspberry: EmulatedHost = {
  name: 'raspberry-pi',
  truth: {
    family: 'linux',
    kind: 'single-board-computer',
    vendor: 'Raspberry Pi',
    names: [
      { source: 'mdns', name: 'raspberrypi' },
      { source: 'netbios', name: 'RASPBERRYPI' },
    ],
  },
  published: [
    LINUX,
    'Raspberry Pi documentation, "Remote access" (raspberrypi.local); Raspberry Pi OS packages: openssh 8.4p1-5+deb11u1; avahi-daemon.conf (publish-workstation)',
    'Samba, source3/nmbd (a node status without MAC address)',
  ],
  macPrefix: 'dc:a6:32',
  stack: linux5,
  ports: (self) => ({
    tcp: {
      22: ssh('OpenSSH_8.4p1 Raspbian-5+deb11u1'),
      445: smb({
        computer: 'RASPBERRYPI',
        domain: 'RASPBERRYPI',
        dnsComputer: 'raspberrypi',
        dnsDomain: '',
        version: '6.1.0',
      }),
    },
    udp: {
      137: netbios(null, fileServer('RASPBERRYPI', 'WORKGROUP')),
      5353: mdns(self, {
        host: 'raspberrypi',
        services: [
          { type: '_workstation._tcp', name: `raspberrypi [${self.mac}]`, port: 9 },
          { type: '_smb._tcp', name: 'RASPBERRYPI', port: 445 },
        ],
      }),
    },
  }),
};

/** Nothing open, an address of its own making: from a refusal and an echo alone no family can be told. */
const androidPhone: EmulatedHost = {
  name: 'android-phone',
  truth: { family: null, kind: null },
  published: [
    LINUX,
    'Android documentation, "MAC randomization behavior" (locally administered addresses since Android 10)',
  ],
  macPrefix: '5a:1f:3c',
  stack: android,
};

const androidTv: EmulatedHost = {
  name: 'android-tv',
  truth: {
    family: 'android',
    kind: 'media-player',
    vendor: 'NVIDIA',
    model: 'SHIELD Android TV',
    names: [{ source: 'mdns', name: '991031a7-9a32-24e6-73c7-f7c00fb95245' }],
  },
  published: [
    LINUX,
    'GitHub, hensm/fx_cast issue 159 (avahi-browse: md=SHIELD Android TV and the whole TXT)',
    'tronikos/androidtvremote2 (_androidtvremote2._tcp, ports 6466 and 6467)',
  ],
  macPrefix: '00:04:4b',
  stack: android,
  ports: (self) => ({
    tcp: { 6466: mute, 6467: mute, 8009: mute, 8443: mute },
    udp: {
      5353: mdns(self, {
        host: '991031a7-9a32-24e6-73c7-f7c00fb95245',
        services: [
          {
            type: '_googlecast._tcp',
            name: 'SHIELD-Android-TV-991031a79a3224e673c7f7c00fb95245',
            port: 8009,
            text: [
              'rs=',
              'nf=2',
              'bs=FA8F992E3E05',
              'st=0',
              'ca=462853',
              'fn=NVIDIA Shield TV',
              'ic=/setup/icon.png',
              'md=SHIELD Android TV',
              've=05',
              'rm=',
              'id=991031a79a3224e673c7f7c00fb95245',
            ],
          },
          {
            type: '_androidtvremote2._tcp',
            name: 'NVIDIA Shield TV',
            port: 6466,
            text: [`bt=${self.mac.toUpperCase()}`],
          },
        ],
      }),
    },
  }),
};

const freebsdHost: EmulatedHost = {
  name: 'freebsd-13',
  truth: { family: 'freebsd', kind: 'server' },
  published: [
    'FreeBSD, sys/netinet/tcp_output.c, icmp(4), inet(4); crypto/openssh/version.h (VersionAddendum FreeBSD-...)',
  ],
  macPrefix: '00:25:90',
  stack: freebsd,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_9.1 FreeBSD-20221019'),
      80: web({ server: 'nginx/1.24.0', pages: { '/': html('Welcome to nginx!') } }),
    },
  }),
};

const openbsdHost: EmulatedHost = {
  name: 'openbsd-7',
  truth: { family: 'openbsd', kind: 'server' },
  published: ['OpenBSD, sys/netinet/tcp_output.c; httpd(8) (Server: OpenBSD httpd)'],
  macPrefix: '00:0d:b9',
  stack: openbsd,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_9.5'),
      80: web({ server: 'OpenBSD httpd', pages: { '*': { status: '404 Not Found', ...html('404 Not Found') } } }),
    },
  }),
};

const netbsdHost: EmulatedHost = {
  name: 'netbsd-9',
  truth: { family: 'netbsd', kind: 'server' },
  published: ['NetBSD, sys/netinet/tcp_syncache.c; crypto/external/bsd/openssh (NetBSD_Secure_Shell); bozohttpd(8)'],
  macPrefix: '00:19:d1',
  stack: netbsd,
  ports: () => ({
    tcp: {
      22: ssh('OpenSSH_8.0 NetBSD_Secure_Shell-20190418-hpn13v14-lpk'),
      80: web({ server: 'bozohttpd/20190228', pages: { '*': { status: '404 Not Found', ...html('404 Not Found') } } }),
    },
  }),
};

/** Settings of another system on a Linux: it must not be taken for Windows (the issue's own case). */
const disguised: EmulatedHost = {
  name: 'linux-disguised',
  truth: { family: 'linux', kind: null },
  published: ['ip-sysctl.rst: ip_default_ttl 128, tcp_timestamps 0, tcp_sack 0'],
  macPrefix: '52:54:00',
  stack: {
    ...linux5,
    ttl: 128,
    windowWithTimestamps: linux5.window,
    options: [
      ['', 'M'],
      ['w', 'N W'],
    ],
  },
  ports: () => ({ tcp: { 22: ssh('OpenSSH_9.6'), 8080: web({ pages: { '/': html('It works') } }) } }),
};

const linux26Router: EmulatedHost = {
  name: 'linux-2.6-appliance',
  truth: { family: 'linux', kind: null },
  published: [LINUX, 'Linux 2.6.39 to 3.9: 14600 and 14480 bytes', 'dropbear 2012.55'],
  macPrefix: '00:0d:b9',
  stack: linux26,
  ports: () => ({ tcp: { 22: ssh('dropbear_2012.55') } }),
};

export const UNIX: readonly EmulatedHost[] = [
  ...[debian12, centos7, linuxNas, raspberry, androidPhone, androidTv],
  ...[freebsdHost, openbsdHost, netbsdHost, disguised, linux26Router],
];
