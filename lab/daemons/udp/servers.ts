// Servers that speak UDP, of Debian.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, makeCertificate, withOwnRun, write } from '../daemon.ts';

/** That of RFC 863 says nothing. */
const INTERNAL = ['echo', 'discard', 'daytime', 'chargen', 'time'];

export const UDP_SERVERS_DAEMONS: readonly Daemon[] = [
  {
    name: 'xinetd',
    package: 'xinetd',
    program: '/usr/sbin/xinetd',
    ports: [
      { port: 7, service: 'echo' },
      { port: 9, service: 'unknown', silent: true },
      { port: 13, service: 'daytime' },
      { port: 19, service: 'chargen' },
      { port: 37, service: 'time' },
    ],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const services = INTERNAL.map(
        (name) =>
          `service ${name}\n{\n type = INTERNAL\n id = ${name}-dgram\n socket_type = dgram\n wait = yes\n user = root\n cps = 100000 1\n}\n`,
      );
      const conf = write(folder, 'conf', services.join(''));
      return ['xinetd', '-dontfork', '-f', conf, '-pidfile', join(folder, 'pid')];
    },
  },
  {
    name: 'tftpd',
    package: 'tftpd-hpa',
    program: '/usr/sbin/in.tftpd',
    ports: [{ port: 69, service: 'tftp', silent: 'elsewhere' }],
    product: null,
    tellsVersion: false,
    start: async (folder) => ['in.tftpd', '-L', '-a', '0.0.0.0:69', '-u', 'root', '-s', folder],
  },
  {
    name: 'rpcbind',
    package: 'rpcbind',
    program: '/usr/sbin/rpcbind',
    ports: [{ port: 111, service: 'sunrpc', alias: ['rpcbind'] }],
    product: /^rpcbind$/,
    tellsVersion: false,
    start: async () => withOwnRun([], ['rpcbind', '-f']),
  },
  {
    name: 'ganesha',
    package: 'nfs-ganesha',
    program: 'ganesha.nfsd',
    ports: [
      { port: 2049, service: 'nfs', silent: 'elsewhere' },
      { port: 20_048, service: 'mountd', silent: 'elsewhere' },
    ],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const ports = 'NFS_Port = 2049;\n MNT_Port = 20048;\n';
      const text = `NFS_CORE_PARAM {\n Protocols = 3, 4;\n Enable_NLM = false;\n Enable_RQUOTA = false;\n Enable_UDP = true;\n ${ports}}
NFSV4 {\n RecoveryRoot = ${folder};\n Grace_Period = 5;\n}\n`;
      const files = ['-L', `${folder}/log`, '-p', `${folder}/pid`, '-f', write(folder, 'conf', text)];
      // It wants to register with a portmapper of its own.
      const both = 'rpcbind && exec ganesha.nfsd -F "$@"';
      return withOwnRun([], ['sh', '-c', both, 'sh', ...files]);
    },
  },
  {
    name: 'memcached',
    package: 'memcached',
    program: 'memcached',
    ports: [{ port: 11_211, service: 'memcached', alias: ['memcache'] }],
    product: /^memcached$/i,
    tellsVersion: true,
    start: async () => ['memcached', '-u', 'nobody', '-p', '0', '-U', '11211', '-l', '0.0.0.0'],
  },
  {
    name: 'kamailio',
    package: 'kamailio',
    program: '/usr/sbin/kamailio',
    ports: [{ port: 5060, service: 'sip' }],
    product: /^kamailio$/i,
    tellsVersion: true,
    async start(folder) {
      const text = `children=1\nlog_stderror=yes\ndisable_tcp=yes\nport=5060\nloadmodule "sl.so"
request_route {\n sl_send_reply("200", "OK");\n}\n`;
      const memory = ['-m', '16', '-M', '4'];
      return ['kamailio', '-DD', '-E', '-f', write(folder, 'conf', text), ...memory, '-Y', folder, '-w', folder];
    },
  },
  {
    name: 'coturn',
    package: 'coturn',
    program: 'turnserver',
    ports: [{ port: 3478, service: 'stun', alias: ['turn', 'stun-turn'] }],
    product: /^Coturn$/i,
    tellsVersion: true,
    async start(folder) {
      const off = ['--no-tcp', '--no-tls', '--no-dtls', '--no-cli', '--no-rfc5780', '--no-udp-relay'];
      const logs = ['--log-file', 'stdout', '--pidfile', join(folder, 'pid'), '--userdb', join(folder, 'turndb')];
      return ['turnserver', '-n', '-L', '0.0.0.0', '-r', 'lab', '-m', '1', ...off, ...logs];
    },
  },
  {
    name: 'libcoap',
    package: 'libcoap3-bin',
    program: 'coap-server-openssl',
    ports: [
      { port: 5683, service: 'coap', silent: 'elsewhere' },
      { port: 5684, service: 'dtls', alias: ['coaps'] },
    ],
    product: null,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const certificate = ['-c', join(folder, 'cert.pem'), '-j', join(folder, 'key.pem')];
      return ['coap-server-openssl', '-A', '0.0.0.0', '-p', '5683', ...certificate];
    },
  },
  {
    name: 'murmur',
    package: 'mumble-server',
    program: '/usr/sbin/murmurd',
    ports: [{ port: 64_738, service: 'mumble', alias: ['murmur'] }],
    product: /^Mumble server$/,
    tellsVersion: true,
    async start(folder) {
      chmodSync(folder, 0o777);
      const text = `database=${folder}/murmur.sqlite\nport=64738\nlogfile=\nbonjour=false\nuname=\n`;
      return ['murmurd', '-fg', '-ini', write(folder, 'conf', text)];
    },
  },
  {
    name: 'transmission',
    package: 'transmission-daemon',
    program: 'transmission-daemon',
    ports: [{ port: 51_413, service: 'bittorrent-dht', alias: ['bittorrent', 'dht'] }],
    product: null,
    tellsVersion: false,
    start: async (folder) => ['transmission-daemon', '-f', '-g', folder, '--dht', '-P', '51413', '-T', '-p', '9091'],
  },
  {
    name: 'caddy',
    package: 'caddy',
    program: 'caddy',
    ports: [{ port: 443, service: 'quic' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      mkdirSync(join(folder, 'data'));
      const site = `https://:443 {\n tls ${folder}/cert.pem ${folder}/key.pem\n respond lab\n}\n`;
      const conf = write(folder, 'Caddyfile', `{\n admin off\n auto_https off\n}\n${site}`);
      const words = ['caddy', 'run', '--adapter', 'caddyfile', '--config', conf];
      return ['env', `HOME=${folder}`, `XDG_DATA_HOME=${folder}/data`, ...words];
    },
  },
  {
    name: 'serf',
    package: 'serf',
    program: 'serf',
    ports: [{ port: 7946, service: 'memberlist', silent: 'elsewhere' }],
    product: null,
    tellsVersion: false,
    async start() {
      const places = ['-bind=0.0.0.0:7946', '-advertise=192.0.2.1:7946', '-rpc-addr=127.0.0.1:7373'];
      return ['serf', 'agent', '-node=lab', ...places];
    },
  },
  {
    name: 'rsyslog',
    package: 'rsyslog',
    program: '/usr/sbin/rsyslogd',
    ports: [{ port: 514, service: 'unknown', silent: true }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const files = `action(type="omfile" file="${folder}/messages")\n`;
      const conf = write(folder, 'conf', `module(load="imudp")\ninput(type="imudp" port="514")\n${files}`);
      return ['rsyslogd', '-n', '-i', join(folder, 'pid'), '-f', conf];
    },
  },
];
