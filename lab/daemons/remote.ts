// Remote shells and desktops of Debian.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import type { Daemon } from './daemon.ts';

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
    name: 'tigervnc',
    package: 'tigervnc-standalone-server',
    program: 'Xtigervnc',
    ports: [{ port: 5900, service: 'vnc' }],
    product: null,
    tellsVersion: false,
    start: async () => ['Xtigervnc', ':77', '-rfbport', '5900', '-SecurityTypes', 'None', '-nolisten', 'unix'],
  },
];
