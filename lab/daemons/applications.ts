// What applications run on, and applications that bring a server of their own, of Debian.
import { chmodSync } from 'node:fs';
import { type Daemon, write } from './daemon.ts';

export const APPLICATIONS_DAEMONS: readonly Daemon[] = [
  {
    name: 'icecast',
    package: 'icecast2',
    program: 'icecast2',
    ports: [{ port: 8000, service: 'http' }],
    product: /^Icecast/i,
    tellsVersion: true,
    async start(folder) {
      const paths = `<paths><basedir>/usr/share/icecast2</basedir><logdir>${folder}</logdir><webroot>/usr/share/icecast2/web</webroot>
<adminroot>/usr/share/icecast2/admin</adminroot></paths>`;
      const text = `<icecast><limits><clients>200</clients></limits><hostname>lab.example</hostname>
<authentication><source-password>lab</source-password></authentication>
<listen-socket><port>8000</port><bind-address>0.0.0.0</bind-address></listen-socket>${paths}
<logging><errorlog>-</errorlog><accesslog>-</accesslog></logging>
<security><changeowner><user>nobody</user><group>nogroup</group></changeowner></security></icecast>`;
      chmodSync(folder, 0o777);
      return ['icecast2', '-c', write(folder, 'conf', text)];
    },
  },
  {
    name: 'transmission',
    package: 'transmission-daemon',
    program: 'transmission-daemon',
    ports: [{ port: 9091, service: 'http' }],
    product: /^Transmission/,
    tellsVersion: false,
    async start(folder) {
      const nothing = ['--no-dht', '--no-lpd', '--no-portmap', '--no-utp', '--no-auth', '--peerport', '9999'];
      const own = ['--foreground', '--config-dir', folder, '--rpc-bind-address', '0.0.0.0', '--port', '9091'];
      return ['transmission-daemon', ...own, '--allowed', '*.*.*.*', ...nothing];
    },
  },
  {
    name: 'php-fpm',
    package: 'php8.2-fpm',
    program: 'php-fpm8.2',
    ports: [{ port: 9000, service: 'fastcgi' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const text = `[global]\nerror_log = ${folder}/log\npid = ${folder}/pid\n[lab]\nlisten = 0.0.0.0:9000\nuser = nobody\npm = static
pm.max_children = 5\n`;
      return ['php-fpm8.2', '--nodaemonize', '--allow-to-run-as-root', '--fpm-config', write(folder, 'conf', text)];
    },
  },
  {
    name: 'gearmand',
    package: 'gearman-job-server',
    program: 'gearmand',
    ports: [{ port: 4730, service: 'gearman' }],
    product: /gearman/i,
    tellsVersion: true,
    start: async () => [
      'gearmand',
      '--listen',
      '0.0.0.0',
      '--port',
      '4730',
      '--user',
      'nobody',
      '--log-file',
      'stderr',
    ],
  },
  {
    name: 'beanstalkd',
    package: 'beanstalkd',
    program: 'beanstalkd',
    ports: [{ port: 11300, service: 'beanstalkd' }],
    product: /beanstalkd/i,
    tellsVersion: true,
    start: async () => ['beanstalkd', '-l', '0.0.0.0', '-p', '11300', '-u', 'nobody'],
  },
];
