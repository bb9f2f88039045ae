// Names, time, addresses and what runs a network, over UDP, of Debian.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, type DaemonPort, withOwnRun, write } from '../daemon.ts';
import { DIRECTORY_DAEMONS } from '../directory.ts';

/** Its password in versions 1 and 2c. */
export const COMMUNITY = 'lab-secret';

/** One that listens for both, and is there already for TCP. */
function overUdp(daemon: string, port: DaemonPort): Daemon {
  return { ...DIRECTORY_DAEMONS.find(({ name }) => name === daemon)!, ports: [port] };
}

export const UDP_NAMES_DAEMONS: readonly Daemon[] = [
  overUdp('bind', { port: 53, service: 'domain' }),
  overUdp('unbound', { port: 53, service: 'domain' }),
  overUdp('krb5-kdc', { port: 88, service: 'kerberos', alias: ['kerberos-sec'], silent: 'elsewhere' }),
  {
    name: 'dnsmasq',
    package: 'dnsmasq-base',
    program: 'dnsmasq',
    ports: [
      { port: 53, service: 'domain' },
      { port: 67, service: 'dhcps', product: null, tellsVersion: false, silent: 'elsewhere' },
      { port: 69, service: 'tftp', tellsVersion: false, silent: 'elsewhere' },
    ],
    product: /^dnsmasq$/i,
    tellsVersion: true,
    async start(folder) {
      mkdirSync(join(folder, 'files'));
      const nothing = ['--no-resolv', '--no-hosts', '--conf-file=/dev/null', `--pid-file=${folder}/pid`];
      const dhcp = ['--dhcp-range=198.18.9.200,198.18.9.210', `--dhcp-leasefile=${folder}/leases`];
      const tftp = ['--enable-tftp', `--tftp-root=${folder}/files`];
      return ['dnsmasq', '--keep-in-foreground', '--user=root', '--port=53', ...nothing, ...dhcp, ...tftp];
    },
  },
  {
    name: 'avahi',
    package: 'avahi-daemon',
    program: '/usr/sbin/avahi-daemon',
    ports: [{ port: 5353, service: 'mdns', alias: ['zeroconf'] }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const text = `[server]\nhost-name=lab\nuse-ipv6=no\nenable-dbus=no\n[publish]\npublish-workstation=yes\n`;
      const alone = ['--no-drop-root', '--no-chroot', '--no-rlimits'];
      return withOwnRun(['avahi-daemon'], ['avahi-daemon', ...alone, '-f', write(folder, 'conf', text)]);
    },
  },
  {
    name: 'nmbd',
    package: 'samba',
    program: '/usr/sbin/nmbd',
    ports: [
      { port: 137, service: 'netbios-ns', silent: 'elsewhere' },
      { port: 138, service: 'unknown', silent: true },
    ],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const folders = ['lock directory', 'state directory', 'cache directory', 'pid directory', 'private dir'];
      const places = [...folders, 'ncalrpc dir'].map((name) => ` ${name} = ${folder}\n`).join('');
      const text = `[global]\n workgroup = LAB\n netbios name = LABHOST\n interfaces = eth0\n log file = ${folder}/log\n${places}`;
      const words = ['nmbd', '-F', '--no-process-group', '-s', write(folder, 'conf', text)];
      return withOwnRun(['samba', 'samba/nmbd'], words);
    },
  },
  {
    name: 'chrony',
    package: 'chrony',
    program: '/usr/sbin/chronyd',
    ports: [{ port: 123, service: 'ntp' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const text = `allow all\nlocal stratum 10\ncmdport 0\npidfile ${folder}/pid\nbindcmdaddress /\n`;
      // -x: the clock is the machine's, and nobody's business here.
      return ['chronyd', '-d', '-x', '-u', 'root', '-f', write(folder, 'conf', text)];
    },
  },
  {
    name: 'snmpd',
    package: 'snmpd',
    program: '/usr/sbin/snmpd',
    ports: [{ port: 161, service: 'snmp' }],
    product: /^Net-SNMP$/,
    tellsVersion: false,
    async start(folder) {
      const conf = write(folder, 'conf', `rocommunity ${COMMUNITY}\nsysname lab\n`);
      const words = ['snmpd', '-f', '-Lo', '-C', '-c', conf, '-p', join(folder, 'pid'), 'udp:0.0.0.0:161'];
      return ['env', `SNMP_PERSISTENT_DIR=${folder}`, ...words];
    },
  },
  {
    name: 'miniupnpd',
    package: 'miniupnpd-nftables',
    program: '/usr/sbin/miniupnpd',
    ports: [
      { port: 1900, service: 'ssdp', alias: ['upnp'], silent: 'elsewhere' },
      { port: 5351, service: 'nat-pmp', product: null, tellsVersion: false, silent: 'elsewhere' },
    ],
    product: /^MiniUPnPd$/i,
    tellsVersion: true,
    async start(folder) {
      const outside = 'ext_ifname=lo\n';
      const id = 'uuid=00000000-0000-4000-8000-000000000001\n';
      const text = `${outside}listening_ip=eth0\nenable_natpmp=yes\nenable_upnp=yes\nport=0\nsecure_mode=yes\n${id}`;
      return ['miniupnpd', '-d', '-f', write(folder, 'conf', text), '-P', join(folder, 'pid')];
    },
  },
];
