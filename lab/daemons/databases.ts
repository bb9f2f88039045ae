// Databases and caches of Debian.
import { chownSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import { type Daemon, EVERY_CIPHER, idsOf, makeCertificate, withOldTls, write } from './daemon.ts';

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
    name: 'sentinel',
    package: 'redis-sentinel',
    program: 'redis-sentinel',
    ports: [{ port: 25379, service: 'redis-sentinel', alias: ['redis'] }],
    product: /^Redis/,
    tellsVersion: true,
    async start(folder) {
      const text = `port 25379\nbind 0.0.0.0\nprotected-mode no\ndir ${folder}\nsentinel announce-ip 127.0.0.1\n`;
      return ['redis-sentinel', write(folder, 'conf', text)];
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
    name: 'memcached-ascii',
    package: 'memcached',
    program: 'memcached',
    ports: [{ port: 11211, service: 'memcached' }],
    product: /^memcached$/i,
    tellsVersion: true,
    start: async () => ['memcached', '-u', 'nobody', '-p', '11211', '-l', '0.0.0.0', '-B', 'ascii'],
  },
  {
    name: 'twemproxy',
    package: 'nutcracker',
    program: 'nutcracker',
    ports: [{ port: 22222, service: 'twemproxy-stats', alias: ['nutcracker'] }],
    product: /twemproxy/i,
    tellsVersion: true,
    async start(folder) {
      const text = 'lab:\n  listen: 127.0.0.1:22121\n  redis: true\n  servers:\n   - 127.0.0.1:6379:1\n';
      return ['nutcracker', '-c', write(folder, 'conf', text), '-p', `${folder}/pid`, '-a', '0.0.0.0', '-s', '22222'];
    },
  },
  {
    name: 'influxdb',
    package: 'influxdb',
    program: 'influxd',
    ports: [{ port: 8086, service: 'http' }],
    product: /^InfluxDB/,
    tellsVersion: true,
    async start(folder) {
      const text = `reporting-disabled = true\nbind-address = "127.0.0.1:8088"\n[meta]\ndir = "${folder}/meta"\n[data]\ndir = "${folder}/data"
wal-dir = "${folder}/wal"\n[monitor]\nstore-enabled = false\n[http]\nbind-address = "0.0.0.0:8086"\n`;
      return ['influxd', '-config', write(folder, 'conf', text), '-pidfile', `${folder}/pid`];
    },
  },
  {
    name: 'firebird',
    package: 'firebird3.0-server',
    program: 'firebird',
    ports: [{ port: 3050, service: 'firebird' }],
    product: /Firebird/,
    tellsVersion: false,
    async start(folder) {
      write(folder, 'firebird.conf', `RemoteBindAddress = 0.0.0.0\nRemoteServicePort = 3050\n`);
      return ['env', `FIREBIRD=${folder}`, `FIREBIRD_LOCK=${folder}`, `FIREBIRD_TMP=${folder}`, 'firebird'];
    },
  },
  {
    name: 'pgbouncer',
    package: 'pgbouncer',
    program: 'pgbouncer',
    ports: [{ port: 6432, service: 'postgresql' }],
    product: /^PgBouncer/i,
    tellsVersion: false,
    async start(folder) {
      const text = `[databases]\n[pgbouncer]\nlisten_addr = 0.0.0.0\nlisten_port = 6432\nunix_socket_dir =\nauth_type = trust\nauth_file = ${write(folder, 'users', '"lab" "lab"\n')}\n`;
      return ['pgbouncer', '-u', 'nobody', write(folder, 'conf', text)];
    },
  },
  {
    name: 'mariadb',
    package: 'mariadb-server',
    program: 'mariadbd',
    ports: [{ port: 3306, service: 'mysql', starttls: /anon/ }],
    product: /^MariaDB/,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      const own = ['--no-defaults', `--datadir=${folder}/data`];
      await run('mariadb-install-db', [...own, '--user=root', '--auth-root-authentication-method=normal']);
      const listen = [`--socket=${folder}/socket`, '--port=3306', '--bind-address=0.0.0.0', `--pid-file=${folder}/pid`];
      const tls = [
        ...[`--ssl-cert=${folder}/cert.pem`, `--ssl-key=${folder}/key.pem`],
        ...['--tls-version=TLSv1.0,TLSv1.2,TLSv1.3', `--ssl-cipher=${EVERY_CIPHER}`],
      ];
      return ['env', withOldTls(folder), 'mariadbd', ...own, '--user=root', '--skip-grant-tables', ...tls, ...listen];
    },
  },
  {
    name: 'postgresql',
    package: 'postgresql',
    program: 'psql',
    ports: [{ port: 5432, service: 'postgresql', starttls: /anon/ }],
    product: /^PostgreSQL/,
    tellsVersion: false,
    async start(folder) {
      const home = (await run('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin'])).trim().split('\n').at(-1)!;
      const { uid, gid } = await idsOf('postgres');
      await makeCertificate(folder);
      for (const each of [folder, `${folder}/key.pem`]) chownSync(each, uid, gid);
      const user = ['--reuid', `${uid}`, '--regid', `${gid}`, '--clear-groups'];
      const initdb = ['-D', join(folder, 'data'), '-A', 'scram-sha-256', '--pwfile=/proc/version'];
      await run('setpriv', [...user, join(home, 'initdb'), ...initdb]);
      const options = ['-c', 'listen_addresses=*', '-c', `unix_socket_directories=${folder}`, '-p', '5432'];
      const old = ['ssl_min_protocol_version=TLSv1', `ssl_ciphers=${EVERY_CIPHER}`];
      const tls = ['ssl=on', `ssl_cert_file=${folder}/cert.pem`, `ssl_key_file=${folder}/key.pem`, ...old].flatMap(
        (each) => ['-c', each],
      );
      return ['setpriv', ...user, join(home, 'postgres'), '-D', join(folder, 'data'), ...options, ...tls];
    },
  },
];
