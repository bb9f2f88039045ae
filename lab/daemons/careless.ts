// Daemons of Debian set up as nobody should: what must be noted of each port, and of the one that is set up well nothing.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import { type Daemon, EVERY_CIPHER, makeCertificate, startNginx, startSmbd, type Words, write } from './daemon.ts';

/** By which all of them are asked. */
export const CARELESS_NAME = 'lab.example';

/** Codes by port. */
export const CARELESS_NOTES: ReadonlyMap<number, readonly string[]> = new Map([
  [21, ['N_PLAIN_TEXT_LOGIN']],
  [22, ['N_SSH_WEAK_ALGORITHMS']],
  [23, ['N_PLAIN_TEXT_LOGIN']],
  [25, ['N_PLAIN_TEXT_LOGIN']],
  [80, ['N_PLAIN_TEXT_LOGIN']],
  [110, ['N_PLAIN_TEXT_LOGIN']],
  [143, ['N_PLAIN_TEXT_LOGIN']],
  [389, ['N_LDAP_ANONYMOUS', 'N_LDAP_PLAIN_TEXT']],
  [390, ['N_LDAP_PLAIN_TEXT']],
  [445, ['N_SMB_SIGNING']],
  [6379, ['N_NO_LOGIN']],
  [11211, ['N_NO_LOGIN']],
  [4430, []],
  [4431, ['N_CERT_EXPIRED']],
  [4432, ['N_CERT_SOON']],
  [4433, ['N_CERT_WEAK_KEY']],
  [4434, ['N_CERT_WEAK_SIGNATURE']],
  [4435, ['N_CERT_NAME']],
  [4436, ['N_CERT_SELF_SIGNED']],
  [4437, ['N_TLS_OLD', 'N_TLS_WEAK_CIPHER']],
]);

interface Issue {
  readonly name: string;
  readonly days?: number;
  readonly key?: readonly string[];
  readonly digest?: string;
  readonly for?: string;
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const ISSUED: readonly Issue[] = [
  { name: 'good' },
  { name: 'expired', days: -1 },
  { name: 'soon', days: 10 },
  { name: 'weak-key', key: ['-newkey', 'rsa:1024'] },
  { name: 'sha1', digest: '-sha1' },
  { name: 'other', for: 'other.example' },
];

/** An authority of its own, and what it signed: `NAME.pem`, `NAME.key`. */
async function issueAll(folder: string): Promise<void> {
  const at = (name: string): string => join(folder, name);
  const self = ['-nodes', '-keyout', at('authority.key'), '-out', at('authority.pem'), '-subj', '/CN=Lab authority'];
  await run('openssl', ['req', '-x509', ...EC, ...self, '-days', '3650']);
  for (const { name, days = 365, key = EC, digest = '-sha256', for: host = CARELESS_NAME } of ISSUED) {
    const request = at(`${name}.csr`);
    await run('openssl', [
      'req',
      '-new',
      ...key,
      '-nodes',
      '-keyout',
      at(`${name}.key`),
      '-out',
      request,
      '-subj',
      `/CN=${host}`,
    ]);
    const signer = ['-CA', at('authority.pem'), '-CAkey', at('authority.key'), '-CAcreateserial', digest];
    const names = write(folder, `${name}.ext`, `subjectAltName=DNS:${host}\n`);
    await run('openssl', [
      'x509',
      '-req',
      '-in',
      request,
      ...signer,
      '-days',
      String(days),
      '-extfile',
      names,
      '-out',
      at(`${name}.pem`),
    ]);
  }
}

const nothing = { product: null, tellsVersion: false } as const;

/** A tree of three entries, and who may read it (slapd.access(5)); none: everybody, as slapd has it by itself. */
async function startSlapd(folder: string, port: number, access: string): Promise<Words> {
  mkdirSync(join(folder, 'tree'));
  const text = `include /etc/ldap/schema/core.schema\npidfile ${folder}/pid\ndatabase ldif\ndirectory ${folder}/tree\nsuffix "dc=lab"\n${access}`;
  const conf = write(folder, 'conf', text);
  const entries = [
    'dn: dc=lab\nobjectClass: dcObject\nobjectClass: organization\no: lab\ndc: lab\n',
    'dn: ou=people,dc=lab\nobjectClass: organizationalUnit\nou: people\n',
    'dn: cn=Anna,ou=people,dc=lab\nobjectClass: person\ncn: Anna\nsn: Alm\n',
  ];
  await run('slapadd', ['-f', conf, '-l', write(folder, 'tree.ldif', entries.join('\n'))]);
  return ['slapd', '-d', '0', '-f', conf, '-h', `ldap://0.0.0.0:${port}/`];
}

export const CARELESS_DAEMONS: readonly Daemon[] = [
  {
    name: 'nginx',
    package: 'nginx-light',
    program: 'nginx',
    ports: [
      { port: 80, service: 'http' },
      ...[...CARELESS_NOTES.keys()]
        .filter((port) => port >= 4430 && port < 4440)
        .map((port) => ({ port, service: 'http', tls: true })),
    ],
    ...nothing,
    async start(folder) {
      await Promise.all([issueAll(folder), makeCertificate(folder)]);
      const server = (port: number, certificate: string, key: string, more: string): string =>
        `server { listen ${port} ssl; ssl_certificate ${folder}/${certificate}; ssl_certificate_key ${folder}/${key}; ${more} }\n`;
      const modern = 'ssl_protocols TLSv1.2; ssl_ciphers ECDHE+AESGCM:@SECLEVEL=0;';
      const issued = ISSUED.map(({ name }, index) => server(4430 + index, `${name}.pem`, `${name}.key`, modern));
      // Longer than those that are noted for ending soon.
      const own = ['-x509', '-key', join(folder, 'key.pem'), '-subj', `/CN=${CARELESS_NAME}`, '-days', '365'];
      await run('openssl', ['req', ...own, '-out', join(folder, 'self.pem')]);
      const old = `ssl_protocols TLSv1 TLSv1.2; ssl_ciphers ${EVERY_CIPHER};`;
      const login = `auth_basic "lab"; auth_basic_user_file ${write(folder, 'users', '')};`;
      const servers = [
        ...issued,
        server(4436, 'self.pem', 'key.pem', modern),
        server(4437, 'good.pem', 'good.key', old),
        `server { listen 80; ${login} }`,
      ];
      return startNginx(folder, servers.join(''));
    },
  },
  {
    name: 'openssh',
    package: 'openssh-server',
    program: 'sshd',
    ports: [{ port: 22, service: 'ssh' }],
    ...nothing,
    async start(folder) {
      mkdirSync('/run/sshd', { recursive: true });
      await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'key')]);
      const weak = ['KexAlgorithms=+diffie-hellman-group1-sha1', 'Ciphers=+3des-cbc', 'MACs=+hmac-md5'];
      const options = ['PidFile=none', 'UsePAM=no', ...weak].flatMap((each) => ['-o', each]);
      return ['/usr/sbin/sshd', '-D', '-e', '-f', '/dev/null', '-h', join(folder, 'key'), '-p', '22', ...options];
    },
  },
  {
    name: 'proftpd',
    package: 'proftpd-mod-crypto',
    program: 'proftpd',
    ports: [{ port: 21, service: 'ftp' }],
    ...nothing,
    async start(folder) {
      const text = `ServerType standalone\nServerName lab\nDefaultAddress 0.0.0.0\nSocketBindTight on\nUseIPv6 off\nUseReverseDNS off
Port 21\nUser nobody\nGroup nogroup\nWtmpLog off\nPidFile ${folder}/pid\nScoreboardFile none\nDelayEngine off\n`;
      return ['proftpd', '--nodaemon', '--config', write(folder, 'conf', text)];
    },
  },
  {
    name: 'telnetd',
    package: 'inetutils-telnetd',
    program: '/usr/sbin/telnetd',
    ports: [{ port: 23, service: 'telnet' }],
    ...nothing,
    async start(folder) {
      const text = `service telnet\n{\n type = UNLISTED\n port = 23\n socket_type = stream\n wait = no\n user = root
 server = /usr/sbin/telnetd\n server_args = -n -E /bin/cat\n}\n`;
      return ['xinetd', '-dontfork', '-f', write(folder, 'conf', text), '-pidfile', join(folder, 'pid')];
    },
  },
  {
    name: 'exim',
    package: 'exim4-daemon-light',
    program: 'exim4',
    ports: [{ port: 25, service: 'smtp' }],
    ...nothing,
    async start(folder) {
      const login =
        'begin authenticators\nplain:\n driver = plaintext\n public_name = PLAIN\n server_condition = false\n';
      const text = `exim_user = Debian-exim\nspool_directory = ${folder}\nlog_file_path = ${folder}/%s\nhost_lookup =
tls_advertise_hosts =\nprimary_hostname = ${CARELESS_NAME}\nacl_smtp_rcpt = deny\nbegin acl\ndeny:\n  deny\n${login}`;
      const conf = write(folder, 'conf', text);
      chmodSync(folder, 0o777);
      return ['exim4', '-C', conf, '-bdf', '-oX', '25', '-oP', join(folder, 'pid')];
    },
  },
  {
    name: 'dovecot',
    package: 'dovecot-imapd',
    program: '/usr/lib/dovecot/imap',
    ports: [
      { port: 110, service: 'pop3' },
      { port: 143, service: 'imap' },
    ],
    ...nothing,
    async start(folder) {
      chmodSync(folder, 0o755);
      const text = `base_dir = ${folder}/run\nlog_path = /dev/stderr\nprotocols = imap pop3\nlisten = 0.0.0.0\nssl = no
disable_plaintext_auth = no\nauth_mechanisms = plain login\ndefault_internal_user = nobody\ndefault_internal_group = nogroup
default_login_user = nobody\npassdb {\n driver = static\n args = nopassword=y\n}
userdb {\n driver = static\n args = uid=nobody gid=nogroup home=/tmp\n}\n`;
      return ['dovecot', '-F', '-c', write(folder, 'conf', text)];
    },
  },
  {
    name: 'samba',
    package: 'samba',
    program: 'smbd',
    ports: [{ port: 445, service: 'microsoft-ds' }],
    ...nothing,
    start: async (folder) => startSmbd(folder, 'server signing = disabled\nsmb ports = 445\n'),
  },
  {
    name: 'slapd-open',
    package: 'slapd',
    program: 'slapd',
    ports: [{ port: 389, service: 'ldap' }],
    ...nothing,
    start: (folder) => startSlapd(folder, 389, ''),
  },
  {
    name: 'slapd-closed',
    package: 'slapd',
    program: 'slapd',
    ports: [{ port: 390, service: 'ldap' }],
    ...nothing,
    // Its own name it shows, as many do for clients that look for it.
    start: (folder) =>
      startSlapd(folder, 390, 'access to dn.base="dc=lab" by * read\naccess to * by users read by anonymous auth\n'),
  },
  {
    name: 'redis',
    package: 'redis-server',
    program: 'redis-server',
    ports: [{ port: 6379, service: 'redis' }],
    ...nothing,
    start: async (folder) => [
      'redis-server',
      '--bind',
      '0.0.0.0',
      '--protected-mode',
      'no',
      '--dir',
      folder,
      '--save',
      '',
    ],
  },
  {
    name: 'memcached',
    package: 'memcached',
    program: 'memcached',
    ports: [{ port: 11211, service: 'memcached' }],
    ...nothing,
    start: async () => ['memcached', '-u', 'nobody', '-l', '0.0.0.0', '-p', '11211', '-U', '0'],
  },
];
