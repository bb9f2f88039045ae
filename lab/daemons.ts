// Real daemons of Debian's packages, for the tests of what ports are for: how each is started in a namespace, by itself,
// with an empty folder for its files, and what it is. Versions are not written here: the package system knows them.
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './available.ts';
import { LabError, run } from './process.ts';

export interface Daemon {
  readonly name: string;
  /** The Debian package, and the program that must be there. */
  readonly package: string;
  readonly program: string;
  /** Where it listens; `tls`: inside TLS. */
  readonly ports: readonly { readonly port: number; readonly service: string; readonly tls?: boolean }[];
  /** As a person would call it: what a verdict must name. Null: it does not tell. */
  readonly product: RegExp | null;
  /** It tells its version to strangers. */
  readonly tellsVersion: boolean;
  /** Writes its files and says how it is started; it stays in the foreground. */
  start(folder: string): Promise<readonly [string, ...string[]]>;
}

export const DAEMONS: readonly Daemon[] = [
  {
    name: 'nginx',
    package: 'nginx-light',
    program: 'nginx',
    ports: [
      { port: 80, service: 'http' },
      { port: 443, service: 'http', tls: true },
    ],
    product: /^nginx$/,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      const conf = write(
        folder,
        'nginx.conf',
        `daemon off; master_process off; pid ${folder}/pid; error_log stderr;
events {}
http { access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  server { listen 80; listen 443 ssl; ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
    location / { return 200 "<title>lab</title>"; } } }`,
      );
      return ['nginx', '-c', conf, '-e', 'stderr'];
    },
  },
  {
    name: 'lighttpd',
    package: 'lighttpd',
    program: 'lighttpd',
    ports: [{ port: 8080, service: 'http' }],
    product: /^lighttpd$/,
    tellsVersion: true,
    async start(folder) {
      const conf = write(folder, 'conf', `server.document-root = "${folder}"\nserver.port = 8080\n`);
      return ['lighttpd', '-D', '-f', conf];
    },
  },
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
    name: 'mosquitto',
    package: 'mosquitto',
    program: 'mosquitto',
    ports: [{ port: 1883, service: 'mqtt' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      return ['mosquitto', '-c', write(folder, 'conf', 'listener 1883 0.0.0.0\nallow_anonymous true\n')];
    },
  },
  {
    name: 'rsync',
    package: 'rsync',
    program: 'rsync',
    ports: [{ port: 873, service: 'rsync' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const conf = write(folder, 'conf', `use chroot = no\n[files]\npath = ${folder}\ncomment = lab\n`);
      // With a socket for its input it takes itself for started by inetd.
      return ['sh', '-c', `exec rsync --daemon --no-detach --port=873 --config=${conf} </dev/null`];
    },
  },
  {
    name: 'ngircd',
    package: 'ngircd',
    program: 'ngircd',
    ports: [{ port: 6667, service: 'irc' }],
    product: /ngircd/i,
    tellsVersion: false,
    async start(folder) {
      const text =
        '[Global]\nName = irc.lab.example\nInfo = lab\nListen = 0.0.0.0\n[Options]\nIdent = no\nDNS = no\nPAM = no\n';
      return ['ngircd', '-n', '-f', write(folder, 'conf', text)];
    },
  },
  {
    name: 'dnsmasq',
    package: 'dnsmasq-base',
    program: 'dnsmasq',
    ports: [{ port: 53, service: 'domain' }],
    product: /^dnsmasq$/i,
    tellsVersion: true,
    async start(folder) {
      const nothing = ['--no-resolv', '--no-hosts', '--conf-file=/dev/null', `--pid-file=${folder}/pid`];
      return ['dnsmasq', '--keep-in-foreground', '--user=root', '--port=53', ...nothing];
    },
  },
  {
    name: 'exim',
    package: 'exim4-daemon-light',
    program: 'exim4',
    ports: [{ port: 25, service: 'smtp' }],
    product: /^Exim/,
    tellsVersion: true,
    async start(folder) {
      const text = `exim_user = Debian-exim\nspool_directory = ${folder}\nlog_file_path = ${folder}/%s\nhost_lookup =\n
primary_hostname = mail.lab.example\nacl_smtp_rcpt = deny\nbegin acl\ndeny:\n  deny\n`;
      const conf = write(folder, 'conf', text);
      chmodSync(folder, 0o777);
      return ['exim4', '-C', conf, '-bdf', '-oX', '25', '-oP', join(folder, 'pid')];
    },
  },
  {
    name: 'dovecot',
    package: 'dovecot-imapd',
    program: 'dovecot',
    ports: [
      { port: 143, service: 'imap' },
      { port: 993, service: 'imap', tls: true },
    ],
    product: /^Dovecot/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const text = `base_dir = ${folder}/run\nlog_path = /dev/stderr\nprotocols = imap\nlisten = 0.0.0.0
ssl = yes\nssl_cert = <${folder}/cert.pem\nssl_key = <${folder}/key.pem
default_internal_user = nobody\ndefault_internal_group = nogroup\ndefault_login_user = nobody
passdb {\n driver = static\n args = nopassword=y\n}\nuserdb {\n driver = static\n args = uid=nobody gid=nogroup home=/tmp\n}
service imap-login {\n chroot =\n inet_listener imap {\n  port = 143\n }\n inet_listener imaps {\n  port = 993\n  ssl = yes\n }\n}\n`;
      chmodSync(folder, 0o755);
      return ['dovecot', '-F', '-c', write(folder, 'conf', text)];
    },
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
      const [uid, gid] = (await run('id', ['-u', 'postgres']))
        .trim()
        .split('\n')
        .concat((await run('id', ['-g', 'postgres'])).trim());
      chownSync(folder, Number(uid), Number(gid));
      const user = ['--reuid', uid, '--regid', gid, '--clear-groups'];
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
  {
    name: 'slapd',
    package: 'slapd',
    program: 'slapd',
    ports: [{ port: 389, service: 'ldap' }],
    product: /OpenLDAP/,
    tellsVersion: false,
    async start(folder) {
      const conf = write(
        folder,
        'conf',
        `include /etc/ldap/schema/core.schema\npidfile ${folder}/pid\ndatabase ldif\ndirectory ${folder}\nsuffix "dc=lab"\n`,
      );
      return ['slapd', '-d', '0', '-f', conf, '-h', 'ldap://0.0.0.0:389/'];
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
    name: 'node-exporter',
    package: 'prometheus-node-exporter',
    program: 'prometheus-node-exporter',
    ports: [{ port: 9100, service: 'unknown' }],
    product: null,
    tellsVersion: false,
    // On the port of printers: nothing may be said there.
    start: async () => [
      'prometheus-node-exporter',
      '--web.listen-address=0.0.0.0:9100',
      '--collector.disable-defaults',
    ],
  },
];

/** The packages that are not here; empty: all are. */
export function missingPackages(): string[] {
  return DAEMONS.filter(({ program }) => findProgram(program) === null).map((each) => each.package);
}

/** The version of a package as its makers call it: `1:9.2p1-2+deb12u3` is `9.2p1`. */
export async function upstreamVersion(name: string): Promise<string> {
  const text = await run('dpkg-query', ['-W', '-f', `\${Version}`, name]);
  const version = /^(?:\d+:)?([^-+~]+)/.exec(text)?.[1];
  if (version === undefined) throw new LabError('E_LAB_PACKAGE', `${name} has no version: ${text}`);
  return version;
}

function write(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function makeCertificate(folder: string): Promise<void> {
  const subject = ['-subj', '/CN=lab.example', '-days', '30', '-addext', 'subjectAltName=DNS:lab.example'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  await run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    ...subject,
    ...files,
  ]);
}
