// Tunnels, and who lets people into networks, over UDP, of Debian.
import { join } from 'node:path';
import { type Daemon, write } from '../daemon.ts';
import { openvpn } from '../openvpn.ts';

export const UDP_TUNNELS_DAEMONS: readonly Daemon[] = [
  {
    name: 'strongswan',
    package: 'charon-systemd',
    program: '/usr/sbin/charon-systemd',
    ports: [
      { port: 500, service: 'isakmp', silent: 'elsewhere' },
      { port: 4500, service: 'isakmp', alias: ['nat-t-ike'], silent: 'elsewhere' },
    ],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const text = `charon-systemd {\n plugins {\n vici {\n socket = unix://${folder}/vici\n }\n }\n}\n`;
      return ['env', `STRONGSWAN_CONF=${write(folder, 'conf', text)}`, 'charon-systemd'];
    },
  },
  openvpn('udp4'),
  {
    name: 'xl2tpd',
    package: 'xl2tpd',
    program: '/usr/sbin/xl2tpd',
    ports: [{ port: 1701, service: 'l2tp', alias: ['L2TP'], silent: 'elsewhere' }],
    product: /^xl2tpd$/,
    tellsVersion: false,
    async start(folder) {
      const range = '[lns default]\nip range = 192.0.2.10-192.0.2.20\nlocal ip = 192.0.2.1\n';
      const conf = write(folder, 'conf', `[global]\nport = 1701\n${range}`);
      return ['xl2tpd', '-D', '-c', conf, '-p', join(folder, 'pid'), '-C', join(folder, 'control')];
    },
  },
  {
    name: 'freeradius',
    package: 'freeradius',
    program: '/usr/sbin/freeradius',
    // We are its client, and do not know its secret.
    ports: [{ port: 1812, service: 'radius', silent: 'elsewhere' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const places = `raddbdir = ${folder}\nlogdir = ${folder}\nrun_dir = ${folder}\nlibdir = /usr/lib/freeradius\n`;
      const client = 'client all {\n ipaddr = 0.0.0.0/0\n secret = lab\n}\n';
      const server = 'server default {\n listen {\n type = auth\n ipaddr = *\n port = 1812\n }\n authorize {\n }\n}\n';
      const text = `prefix = /usr\n${places}pidfile = ${folder}/pid\nlog {\n destination = stdout\n}\nmodules {\n}\n`;
      write(folder, 'radiusd.conf', `${text}${client}${server}`);
      return ['freeradius', '-f', '-l', 'stdout', '-d', folder, '-n', 'radiusd'];
    },
  },
  {
    name: 'ipmi-sim',
    package: 'openipmi',
    program: 'ipmi_sim',
    ports: [{ port: 623, service: 'asf-rmcp', alias: ['ipmi'], silent: 'elsewhere' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const kinds = ['user', 'operator', 'admin']
        .map((who) => ` allowed_auths_${who} none md2 md5 straight\n`)
        .join('');
      const lan = `startlan 1\n addr 0.0.0.0 623\n priv_limit admin\n${kinds} guid a123456789abcdefa123456789abcdef\nendlan\n`;
      const conf = write(folder, 'conf', `name "lab"\nset_working_mc 0x20\n${lan}`);
      const device = 'mc_setbmc 0x20\nmc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr\n';
      const commands = write(folder, 'emu', `${device}mc_enable 0x20\n`);
      return ['ipmi_sim', '-c', conf, '-f', commands, '-s', folder, '-n'];
    },
  },
];
