// Daemons of Debian for which nobody wrote a signature, chosen before it was known what would be said of them: how far generic
// reading goes. They are no part of DAEMONS, of its tests or of packages.txt; whoever measures them installs what `package` names.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, write } from './daemon.ts';

export const UNSEEN_DAEMONS: readonly Daemon[] = [
  {
    name: 'radicale',
    package: 'radicale',
    program: 'radicale',
    ports: [{ port: 5232, service: 'http' }],
    product: /Radicale/i,
    tellsVersion: false,
    async start(folder) {
      const text = `[server]\nhosts = 0.0.0.0:5232\n[auth]\ntype = none\n[storage]\nfilesystem_folder = ${folder}/data\n`;
      return ['radicale', '--config', write(folder, 'conf', text)];
    },
  },
  {
    name: 'ser2net',
    package: 'ser2net',
    program: '/usr/sbin/ser2net',
    ports: [{ port: 2217, service: 'telnet' }],
    product: /ser2net/i,
    tellsVersion: false,
    async start(folder) {
      const text = `connection: &lab\n  accepter: telnet(rfc2217),tcp,0.0.0.0,2217\n  connector: echo\n  options:\n    max-connections: 100\n`;
      return ['ser2net', '-n', '-d', '-c', write(folder, 'conf.yaml', text), '-P', join(folder, 'pid')];
    },
  },
  {
    name: 'pygopherd',
    package: 'pygopherd',
    program: '/usr/sbin/pygopherd',
    ports: [{ port: 70, service: 'gopher', alias: ['http'] }],
    product: /pygopherd/i,
    tellsVersion: false,
    async start(folder) {
      const given = readFileSync('/etc/pygopherd/pygopherd.conf', 'utf8');
      const ours = {
        port: '70',
        root: folder,
        detach: 'no',
        usechroot: 'no',
        logmethod: 'none',
        servertype: 'ThreadingTCPServer',
      };
      const text = Object.entries(ours).reduce(
        (all, [key, value]) => all.replace(new RegExp(`^#? ?${key} ?=.*$`, 'm'), `${key} = ${value}`),
        given.replace(/^(?:setuid|setgid|pidfile) ?=.*$/gm, ''),
      );
      return ['pygopherd', write(folder, 'conf', text)];
    },
  },
  {
    name: 'lcdproc',
    package: 'lcdproc',
    program: '/usr/sbin/LCDd',
    ports: [{ port: 13666, service: 'lcdproc' }],
    product: /LCDd|LCDproc/i,
    tellsVersion: true,
    async start(folder) {
      const drivers = '/usr/lib/x86_64-linux-gnu/lcdproc/';
      const text = `[server]\nDriverPath=${drivers}\nDriver=text\nBind=0.0.0.0\nPort=13666\nUser=root\n[text]\nSize=20x4\n`;
      return ['LCDd', '-f', '-c', write(folder, 'conf', text)];
    },
  },
  {
    name: 'darkstat',
    package: 'darkstat',
    program: '/usr/sbin/darkstat',
    ports: [{ port: 667, service: 'http' }],
    product: /darkstat/i,
    tellsVersion: true,
    start: async () => [
      'darkstat',
      '-i',
      'lo',
      '-p',
      '667',
      '-b',
      '0.0.0.0',
      '--no-daemon',
      '--no-dns',
      '--no-promisc',
    ],
  },
  {
    name: 'iperf3',
    package: 'iperf3',
    program: 'iperf3',
    ports: [{ port: 5201, service: 'iperf3' }],
    product: /iperf/i,
    tellsVersion: false,
    start: async () => ['iperf3', '-s', '-p', '5201'],
  },
  {
    name: 'mercurial',
    package: 'mercurial',
    program: 'hg',
    ports: [{ port: 8001, service: 'http' }],
    product: /Mercurial/i,
    tellsVersion: false,
    async start(folder) {
      return ['sh', '-c', `hg init ${folder}/r && exec hg serve -R ${folder}/r -p 8001 -a 0.0.0.0`];
    },
  },
  {
    name: 'weborf',
    package: 'weborf',
    program: 'weborf',
    ports: [{ port: 8090, service: 'http' }],
    product: /weborf/i,
    tellsVersion: true,
    start: async (folder) => ['weborf', '-p', '8090', '-b', folder],
  },
  {
    name: 'supervisor',
    package: 'supervisor',
    program: 'supervisord',
    ports: [{ port: 9011, service: 'http' }],
    product: /Supervisor/i,
    tellsVersion: true,
    async start(folder) {
      const text = `[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile=${folder}/pid\n`;
      return ['supervisord', '-c', write(folder, 'conf', `${text}[inet_http_server]\nport = 0.0.0.0:9011\n`)];
    },
  },
  {
    name: 'icecc-scheduler',
    package: 'icecc',
    program: '/usr/sbin/icecc-scheduler',
    ports: [{ port: 8766, service: 'icecc' }],
    product: /icecc|icecream/i,
    tellsVersion: true,
    start: async (folder) => ['icecc-scheduler', '-p', '8765', '-l', join(folder, 'log')],
  },
  {
    name: 'monit',
    package: 'monit',
    program: 'monit',
    ports: [{ port: 2812, service: 'http' }],
    product: /monit/i,
    tellsVersion: true,
    async start(folder) {
      const conf = write(folder, 'conf', 'set daemon 60\nset httpd port 2812\n  allow admin:lab\n');
      const files = ['-l', join(folder, 'log'), '-p', join(folder, 'pid'), '-s', join(folder, 'state')];
      // It refuses a file that others may read.
      return ['sh', '-c', `chmod 600 ${conf} && exec "$@"`, 'sh', 'monit', '-I', '-c', conf, ...files];
    },
  },
  {
    name: 'shellinabox',
    package: 'shellinabox',
    program: 'shellinaboxd',
    ports: [{ port: 4200, service: 'http' }],
    product: /Shell ?In ?A ?Box/i,
    tellsVersion: false,
    start: async () => ['shellinaboxd', '-t', '-p', '4200', '-s', '/:nobody:nogroup:/:/bin/false'],
  },
  {
    name: 'i2pd',
    package: 'i2pd',
    program: '/usr/sbin/i2pd',
    ports: [
      { port: 7070, service: 'http' },
      { port: 7656, service: 'i2p-sam' },
    ],
    product: /i2pd?/i,
    tellsVersion: false,
    start: async (folder) => [
      'i2pd',
      `--datadir=${folder}`,
      '--http.enabled=1',
      '--http.address=0.0.0.0',
      '--http.port=7070',
      '--http.strictheaders=0',
      '--sam.enabled=1',
      '--sam.address=0.0.0.0',
      '--sam.port=7656',
    ],
  },
  {
    name: 'bitlbee',
    package: 'bitlbee',
    program: '/usr/sbin/bitlbee',
    ports: [{ port: 6668, service: 'irc' }],
    product: /BitlBee/i,
    tellsVersion: true,
    async start(folder) {
      const conf = write(folder, 'conf', '[settings]\nRunMode = Daemon\n');
      return ['bitlbee', '-n', '-D', '-i', '0.0.0.0', '-p', '6668', '-c', conf, '-d', folder];
    },
  },
  {
    name: 'websockify',
    package: 'websockify',
    program: 'websockify',
    ports: [{ port: 6080, service: 'http' }],
    product: /WebSockify/i,
    tellsVersion: false,
    start: async (folder) => ['websockify', '--web', folder, '0.0.0.0:6080', '127.0.0.1:5900'],
  },
  {
    name: 'opentracker',
    package: 'opentracker',
    program: 'opentracker',
    ports: [{ port: 6969, service: 'http' }],
    product: /opentracker/i,
    tellsVersion: false,
    start: async (folder) => ['opentracker', '-p', '6969', '-u', 'nobody', '-d', folder],
  },
  {
    name: 'gmond',
    package: 'ganglia-monitor',
    program: '/usr/sbin/gmond',
    ports: [{ port: 8649, service: 'ganglia' }],
    product: /ganglia|gmond/i,
    tellsVersion: true,
    async start(folder) {
      const text = `globals {\n  daemonize = no\n  setuid = no\n  mute = yes\n}\ncluster {\n  name = "lab"\n}\n`;
      return ['gmond', '-f', '-c', write(folder, 'conf', `${text}tcp_accept_channel {\n  port = 8649\n}\n`)];
    },
  },
  {
    name: 'searchd',
    package: 'sphinxsearch',
    program: 'searchd',
    ports: [
      { port: 9312, service: 'sphinxapi' },
      { port: 9306, service: 'mysql' },
    ],
    product: /sphinx/i,
    tellsVersion: true,
    async start(folder) {
      const index = `index lab\n{\n type = rt\n path = ${folder}/lab\n rt_field = a\n rt_attr_uint = b\n}\n`;
      const text = `${index}searchd\n{\n listen = 9312\n listen = 9306:mysql41\n log = ${folder}/log\n pid_file = ${folder}/pid\n binlog_path =\n}\n`;
      return ['searchd', '--nodetach', '--config', write(folder, 'conf', text)];
    },
  },
  {
    name: 'lircd',
    package: 'lirc',
    program: '/usr/sbin/lircd',
    ports: [{ port: 8764, service: 'lirc' }],
    product: /lirc/i,
    tellsVersion: false,
    start: async (folder) => [
      'lircd',
      '--nodaemon',
      '--driver=udp',
      '--listen=0.0.0.0:8764',
      `--output=${folder}/socket`,
      `--pidfile=${folder}/pid`,
      `--logfile=${folder}/log`,
      write(folder, 'conf', ''),
    ],
  },
  {
    name: 'postgrey',
    package: 'postgrey',
    program: '/usr/sbin/postgrey',
    ports: [{ port: 10023, service: 'postfix-policy' }],
    product: /postgrey/i,
    tellsVersion: false,
    async start(folder) {
      return ['postgrey', '--inet=0.0.0.0:10023', `--dbdir=${folder}`, '--user=root', '--group=root'];
    },
  },
  {
    name: 'freeciv',
    package: 'freeciv-server',
    program: '/usr/games/freeciv-server',
    ports: [{ port: 5556, service: 'freeciv' }],
    product: /freeciv/i,
    tellsVersion: true,
    async start(folder) {
      // It does not run as root.
      const nobody = ['--reuid', 'nobody', '--regid', 'nogroup', '--clear-groups', 'env', `HOME=${folder}`];
      return ['setpriv', ...nobody, '/usr/games/freeciv-server', '-p', '5556', '--Announce', 'none'];
    },
  },
];
