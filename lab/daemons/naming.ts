// Daemons that publish who their host is, of Debian: each under a name of its own, so that whoever finds one says by which he found it.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, sambaConf, startSmbd, withOwnRun, write } from './daemon.ts';
import { PRINTING_DAEMONS } from './printing.ts';
import { REMOTE_DAEMONS } from './remote.ts';

const quiet = { product: null, tellsVersion: false } as const;

/** What each publishes. */
export const PUBLISHED = {
  mdns: 'avahi-name',
  model: 'LabModel5,1',
  netbios: 'NMBNAME',
  smb: 'SMBNAME',
  workgroup: 'LABGROUP',
  snmp: 'snmp-name',
  upnp: 'minidlna name',
  serial: 'LAB-0815',
  wsd: 'WSDNAME',
  ptr: 'ptr-name.lab.example',
  /** What DHCP tells its clients to be in. */
  domain: 'lab.example',
  location: 'Rack 7, lab',
  vnc: 'vnc-name',
  rdp: 'rdp-name',
} as const;

function named(name: string): string {
  return `workgroup = ${PUBLISHED.workgroup}\nnetbios name = ${name}\n`;
}

/** Over UDP; those of TCP have no port here, since a lab looks at one protocol. */
export const NAMING_DAEMONS: readonly Daemon[] = [
  {
    ...{ name: 'avahi', package: 'avahi-daemon', program: '/usr/sbin/avahi-daemon', ...quiet },
    ports: [{ port: 5353, service: 'mdns' }],
    async start(folder) {
      const text = `[server]\nhost-name=${PUBLISHED.mdns}\nuse-ipv6=no\nenable-dbus=no\n[publish]\npublish-workstation=yes\n`;
      const conf = write(folder, 'conf', text);
      const service = (type: string, port: number, text: string): string =>
        `<service><type>${type}</type><port>${port}</port><txt-record>${text}</txt-record></service>`;
      const services = service('_device-info._tcp', 0, `model=${PUBLISHED.model}`) + service('_smb._tcp', 445, 'x=1');
      const group = `<?xml version="1.0"?><!DOCTYPE service-group SYSTEM "avahi-service.dtd"><service-group><name>lab</name>${services}</service-group>`;
      write(folder, 'lab.service', group);
      // Its services have their fixed place: in an /etc/avahi of its own.
      const own = `mount -t tmpfs none /etc/avahi && mkdir /etc/avahi/services && cp ${folder}/lab.service /etc/avahi/services/`;
      const run = withOwnRun(
        ['avahi-daemon'],
        ['avahi-daemon', '--no-drop-root', '--no-chroot', '--no-rlimits', '-f', conf],
      );
      return ['sh', '-c', `${own} && exec "$@"`, 'sh', ...run];
    },
  },
  {
    ...{ name: 'nmbd', package: 'samba', program: '/usr/sbin/nmbd', ...quiet },
    ports: [{ port: 137, service: 'netbios-ns' }],
    async start(folder) {
      const words = ['nmbd', '-F', '--no-process-group', '-s', sambaConf(folder, named(PUBLISHED.netbios))];
      return withOwnRun(['samba', 'samba/nmbd'], words);
    },
  },
  {
    ...{ name: 'smbd', package: 'samba', program: '/usr/sbin/smbd', ports: [], ...quiet },
    start: async (folder) => startSmbd(folder, named(PUBLISHED.smb)),
  },
  {
    ...{ name: 'snmpd', package: 'snmpd', program: '/usr/sbin/snmpd', ...quiet },
    ports: [{ port: 161, service: 'snmp' }],
    async start(folder) {
      const conf = write(
        folder,
        'conf',
        `rocommunity public\nsysname ${PUBLISHED.snmp}\nsyslocation ${PUBLISHED.location}\n`,
      );
      const words = ['snmpd', '-f', '-Lo', '-C', '-c', conf, '-p', join(folder, 'pid'), 'udp:0.0.0.0:161'];
      return ['env', `SNMP_PERSISTENT_DIR=${folder}`, ...words];
    },
  },
  {
    // It hears the group alone.
    ...{ name: 'minidlna', package: 'minidlna', program: '/usr/sbin/minidlnad', ports: [], ...quiet },
    async start(folder) {
      mkdirSync(join(folder, 'media'));
      const place = `media_dir=${folder}/media\ndb_dir=${folder}\nlog_dir=${folder}\nnetwork_interface=eth0\nport=8200\n`;
      const text = `${place}friendly_name=${PUBLISHED.upnp}\nserial=${PUBLISHED.serial}\nmodel_number=7\nnotify_interval=60\n`;
      return ['minidlnad', '-S', '-f', write(folder, 'conf', text), '-P', join(folder, 'pid')];
    },
  },
  {
    ...{ name: 'wsdd', package: 'wsdd', program: '/usr/sbin/wsdd', ...quiet },
    ports: [{ port: 3702, service: 'ws-discovery' }],
    start: async () => ['wsdd', '-4', '-s', '-i', 'eth0', '-n', PUBLISHED.wsd, '-w', PUBLISHED.workgroup],
  },
  {
    ...{ name: 'dnsmasq', package: 'dnsmasq-base', program: 'dnsmasq', ...quiet },
    ports: [
      { port: 53, service: 'domain' },
      { port: 67, service: 'dhcps' },
    ],
    async start(folder) {
      const nothing = ['--no-resolv', '--no-hosts', '--conf-file=/dev/null', `--pid-file=${folder}/pid`];
      const pointer = `--ptr-record=2.9.18.198.in-addr.arpa,${PUBLISHED.ptr}`;
      const dhcp = ['--dhcp-range=198.18.9.200,198.18.9.210', `--dhcp-leasefile=${folder}/leases`];
      const tells = ['--dhcp-option=option:router,198.18.9.2', `--domain=${PUBLISHED.domain}`];
      return ['dnsmasq', '--keep-in-foreground', '--user=root', '--port=53', ...nothing, pointer, ...dhcp, ...tells];
    },
  },
  {
    ...{ name: 'tigervnc', package: 'tigervnc-standalone-server', program: 'Xtigervnc', ports: [], ...quiet },
    async start() {
      const open = ['-rfbport', '5900', '-SecurityTypes', 'None', '-nolisten', 'unix'];
      return ['Xtigervnc', ':78', ...open, '-desktop', `${PUBLISHED.vnc}:1 (anna)`];
    },
  },
  {
    // NTLM says the machine's name, which is one of its own here. It shows a screen, and ends where that is not there yet.
    ...{ name: 'freerdp', package: 'freerdp2-shadow-x11', program: 'freerdp-shadow-cli', ports: [], ...quiet },
    async start(folder) {
      // Whom it lets in: a user without a password (NT hash of nothing).
      const users = write(folder, 'sam', 'lab:::31d6cfe0d16ae931b73c59d7e0c089c0:::\n');
      const screen = 'Xvfb :79 -screen 0 640x480x24 -nolisten tcp -noreset &';
      const shadow = `freerdp-shadow-cli /port:3389 /sec:nla /sam-file:${users}`;
      const text = `hostname ${PUBLISHED.rdp}; ${screen} for n in $(seq 50); do ${shadow}; sleep 0.2; done`;
      return ['env', 'DISPLAY=:79', `HOME=${folder}`, 'unshare', '--uts', 'sh', '-c', text];
    },
  },
  ...[...REMOTE_DAEMONS, ...PRINTING_DAEMONS]
    .filter(({ name }) => name === 'openssh' || name === 'cups')
    .map((daemon) => ({ ...daemon, ports: [] })),
];
