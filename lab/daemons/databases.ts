// Databases and caches of Debian.
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import { type Daemon, idsOf } from './daemon.ts';

export const DATABASES_DAEMONS: readonly Daemon[] = [
  {
    name: 'redis',
    package: 'redis-server',
    program: 'redis-server',
    ports: [{ port: 6379, service: 'redis' }],
    product: /^Redis$/,
    tellsVersion: true,
    async start(folder) {
      const options = ['--protected-mode', 'no', '--save', '', '--dir', folder];
      return ['redis-server', '--port', '6379', '--bind', '0.0.0.0', ...options];
    },
  },
  {
    name: 'memcached',
    package: 'memcached',
    program: 'memcached',
    ports: [{ port: 11211, service: 'memcached' }],
    product: /^memcached$/i,
    tellsVersion: true,
    start: async () => ['memcached', '-u', 'nobody', '-p', '11211', '-l', '0.0.0.0'],
  },
  {
    name: 'mariadb',
    package: 'mariadb-server',
    program: 'mariadbd',
    ports: [{ port: 3306, service: 'mysql' }],
    product: /^MariaDB/,
    tellsVersion: true,
    async start(folder) {
      const own = ['--no-defaults', `--datadir=${folder}/data`];
      await run('mariadb-install-db', [...own, '--user=root', '--auth-root-authentication-method=normal'], {
        timeoutMs: 60_000,
      });
      const listen = [`--socket=${folder}/socket`, '--port=3306', '--bind-address=0.0.0.0', `--pid-file=${folder}/pid`];
      return ['mariadbd', ...own, '--user=root', '--skip-grant-tables', ...listen];
    },
  },
  {
    name: 'postgresql',
    package: 'postgresql',
    program: 'psql',
    ports: [{ port: 5432, service: 'postgresql' }],
    product: /^PostgreSQL/,
    tellsVersion: false,
    async start(folder) {
      const home = (await run('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin'])).trim().split('\n').at(-1)!;
      const { uid, gid } = await idsOf('postgres');
      chownSync(folder, uid, gid);
      const user = ['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups'];
      await run(
        'setpriv',
        [...user, join(home, 'initdb'), '-D', join(folder, 'data'), '-A', 'scram-sha-256', '--pwfile=/proc/version'],
        {
          timeoutMs: 60_000,
        },
      );
      const options = ['-c', 'listen_addresses=*', '-c', `unix_socket_directories=${folder}`, '-p', '5432'];
      return ['setpriv', ...user, join(home, 'postgres'), '-D', join(folder, 'data'), ...options];
    },
  },
];
