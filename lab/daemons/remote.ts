// Remote shells and desktops of Debian.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import { type Daemon, EVERY_CIPHER, makeCertificate, withOldTls, write } from './daemon.ts';

export const REMOTE_DAEMONS: readonly Daemon[] = [
  {
    name: 'openssh',
    package: 'openssh-server',
    program: 'sshd',
    ports: [{ port: 22, service: 'ssh' }],
    product: /^OpenSSH$/,
    tellsVersion: true,
    async start(folder) {
      mkdirSync('/run/sshd', { recursive: true });
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
      const options = ['PidFile=none', 'UsePAM=no', 'MaxStartups=100'].flatMap((each) => ['-o', each]);
      return ['/usr/sbin/sshd', '-D', '-e', '-f', '/dev/null', '-h', join(folder, 'key'), '-p', '22', ...options];
    },
  },
  {
    name: 'dropbear',
    package: 'dropbear-bin',
    program: 'dropbear',
    ports: [{ port: 22, service: 'ssh' }],
    product: /^Dropbear/i,
    tellsVersion: true,
    async start(folder) {
      await run('dropbearkey', ['-t', 'ed25519', '-f', join(folder, 'key')]);
      return ['dropbear', '-F', '-E', '-r', join(folder, 'key'), '-p', '22', '-P', join(folder, 'pid')];
    },
  },
  {
    name: 'tigervnc',
    package: 'tigervnc-standalone-server',
    program: 'Xtigervnc',
    ports: [{ port: 5900, service: 'vnc' }],
    product: null,
    tellsVersion: false,
    start: async () => ['Xtigervnc', ':77', '-rfbport', '5900', '-SecurityTypes', 'None', '-nolisten', 'unix'],
  },
  {
    name: 'xrdp',
    package: 'xrdp',
    program: '/usr/sbin/xrdp',
    ports: [{ port: 3389, service: 'ms-wbt-server', wrapped: false, starttls: /anon/ }],
    product: /^xrdp$/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const text = `[Globals]\nini_version=1\nfork=true\nport=tcp://0.0.0.0:3389\nsecurity_layer=negotiate
certificate=${folder}/cert.pem\nkey_file=${folder}/key.pem\nssl_protocols=TLSv1, TLSv1.2, TLSv1.3\ntls_ciphers=${EVERY_CIPHER}
[Logging]\nLogFile=${folder}/log\nEnableSyslog=false\n`;
      return ['env', withOldTls(folder), 'xrdp', '--nodaemon', '--config', write(folder, 'xrdp.ini', text)];
    },
  },
  {
    name: 'xvfb',
    package: 'xvfb',
    program: 'Xvfb',
    ports: [{ port: 6000, service: 'x11', alias: ['X11'] }],
    product: /^X\.Org$/,
    tellsVersion: true,
    start: async () => ['Xvfb', ':0', '-listen', 'tcp', '-nolisten', 'unix', '-nolock', '-ac', '-noreset'],
  },
  {
    name: 'telnetd',
    package: 'inetutils-telnetd',
    program: '/usr/sbin/telnetd',
    ports: [{ port: 23, service: 'telnet' }],
    product: /Inetutils telnetd/,
    tellsVersion: false,
    async start(folder) {
      const service = `service telnet\n{\n type = UNLISTED\n port = 23\n socket_type = stream\n wait = no\n user = root
 server = /usr/sbin/telnetd\n server_args = -n -E /bin/cat\n instances = 60\n per_source = 60\n cps = 1000 1\n}\n`;
      const conf = write(folder, 'conf', service);
      return ['xinetd', '-dontfork', '-f', conf, '-pidfile', join(folder, 'pid')];
    },
  },
];
