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
    name: 'nutcracker',
    package: 'nutcracker',
    program: '/usr/sbin/nutcracker',
    ports: [{ port: 22222, service: 'nutcracker-stats' }],
    product: /nutcracker|twemproxy/i,
    tellsVersion: true,
    async start(folder) {
      const conf = write(folder, 'conf', 'lab:\n  listen: 127.0.0.1:22121\n  servers:\n   - 127.0.0.1:1:1\n');
      return ['nutcracker', '-c', conf, '-a', '0.0.0.0', '-s', '22222', '-p', join(folder, 'pid')];
    },
  },
];
