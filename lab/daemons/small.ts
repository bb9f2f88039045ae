// The small services that xinetd answers itself, and what tells who is behind a connection.
import { join } from 'node:path';
import { type Daemon, write } from './daemon.ts';

const INTERNAL = ['echo', 'chargen', 'daytime', 'time'];

export const SMALL_DAEMONS: readonly Daemon[] = [
  {
    name: 'xinetd',
    package: 'xinetd',
    program: '/usr/sbin/xinetd',
    ports: [
      { port: 7, service: 'echo' },
      { port: 13, service: 'daytime' },
      { port: 19, service: 'chargen' },
      { port: 37, service: 'time' },
    ],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const limits = 'instances = 200\n per_source = 200\n cps = 1000 1\n';
      const services = INTERNAL.map(
        (name) =>
          `service ${name}\n{\n type = INTERNAL\n id = ${name}-stream\n socket_type = stream\n wait = no\n ${limits}}\n`,
      );
      const conf = write(folder, 'conf', services.join(''));
      return ['xinetd', '-dontfork', '-f', conf, '-pidfile', join(folder, 'pid')];
    },
  },
  {
    name: 'oidentd',
    package: 'oidentd',
    program: '/usr/sbin/oidentd',
    ports: [{ port: 113, service: 'ident', alias: ['auth'] }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const conf = write(folder, 'conf', 'default { default { allow spoof } }\n');
      return ['oidentd', '-i', '-l', '200', '-p', '113', '-C', conf, '-u', 'nobody', '-g', 'nogroup'];
    },
  },
];
