// Mail servers of Debian.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process.ts';
import { type Daemon, EVERY_CIPHER, EVERY_GNUTLS_CIPHER, makeCertificate, UNPACKED, write } from './daemon.ts';

const POSTFIX = `${UNPACKED}/postfix`;

export const MAIL_DAEMONS: readonly Daemon[] = [
  {
    name: 'exim',
    package: 'exim4-daemon-light',
    program: 'exim4',
    ports: [
      { port: 25, service: 'smtp', starttls: /3DES/ },
      { port: 587, service: 'smtp', alias: ['submission'], starttls: /3DES/ },
      { port: 465, service: 'smtp', tls: true, alias: ['smtps', 'submissions'] },
    ],
    product: /^Exim/,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      chmodSync(join(folder, 'key.pem'), 0o644);
      const text = `exim_user = Debian-exim\nspool_directory = ${folder}\nlog_file_path = ${folder}/%s\nhost_lookup =\n
primary_hostname = mail.lab.example\nacl_smtp_rcpt = deny\ntls_on_connect_ports = 465
tls_certificate = ${folder}/cert.pem\ntls_privatekey = ${folder}/key.pem\ntls_advertise_hosts = *
tls_require_ciphers = ${EVERY_GNUTLS_CIPHER}\nbegin acl\ndeny:\n  deny\n`;
      const conf = write(folder, 'conf', text);
      chmodSync(folder, 0o777);
      return ['exim4', '-C', conf, '-bdf', '-oX', '25:587:465', '-oP', join(folder, 'pid')];
    },
  },
  {
    name: 'postfix',
    package: 'postfix',
    unpacked: true,
    program: `${POSTFIX}/usr/lib/postfix/sbin/master`,
    ports: [
      { port: 25, service: 'smtp', starttls: /anon/ },
      { port: 587, service: 'smtp', alias: ['submission'], starttls: /anon/ },
      { port: 465, service: 'smtp', tls: true, alias: ['smtps', 'submissions'] },
    ],
    product: /^Postfix/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      mkdirSync(join(folder, 'data'));
      await run('chown', ['mail', join(folder, 'data')]);
      const programs = `${POSTFIX}/usr/lib/postfix`;
      const queues = [
        'active',
        'bounce',
        'corrupt',
        'defer',
        'deferred',
        'flush',
        'hold',
        'incoming',
        'maildrop',
        'pid',
        'private',
        'public',
        'saved',
        'trace',
      ];
      for (const each of queues) mkdirSync(join(folder, 'queue', each), { recursive: true });
      for (const each of queues) if (each !== 'pid') await run('chown', ['mail', join(folder, 'queue', each)]);
      write(
        folder,
        'main.cf',
        `compatibility_level = 3.6\nmyhostname = mail.lab.example\nmydestination =\nqueue_directory = ${folder}/queue
data_directory = ${folder}/data\ndaemon_directory = ${programs}/sbin\nshlib_directory = ${programs}\nmeta_directory = ${folder}
command_directory = ${POSTFIX}/usr/sbin\nmail_owner = mail\nsetgid_group = daemon\ninet_protocols = ipv4\nmaillog_file =
import_environment = MAIL_CONFIG=${folder} LD_LIBRARY_PATH=${programs}\nsmtpd_tls_security_level = may\nsmtpd_relay_restrictions = reject
smtpd_tls_cert_file = ${folder}/cert.pem\nsmtpd_tls_key_file = ${folder}/key.pem\nsmtpd_tls_protocols = >=TLSv1\ntls_medium_cipherlist = ${EVERY_CIPHER}
alias_maps =\nalias_database =
smtpd_banner = $myhostname ESMTP $mail_name\nsmtp_dns_support_level = disabled\nsmtpd_peername_lookup = no\n`,
      );
      const listeners = ['25', '587'].map((port) => `0.0.0.0:${port} inet n - n - - smtpd\n`).join('');
      const tls = '0.0.0.0:465 inet n - n - - smtpd -o smtpd_tls_wrappermode=yes\n';
      const inner = [
        'rewrite unix - - n - - trivial-rewrite',
        'anvil unix - - n - 1 anvil',
        'tlsmgr unix - - n - 1 tlsmgr',
      ];
      const others = [...inner, 'proxymap unix - - n - - proxymap', ''].join('\n');
      write(folder, 'master.cf', listeners + tls + others);
      return ['env', `LD_LIBRARY_PATH=${programs}`, `${programs}/sbin/master`, '-c', folder, '-d', '-s'];
    },
  },
  {
    name: 'dovecot',
    package: 'dovecot-imapd',
    program: '/usr/lib/dovecot/imap',
    ports: [
      { port: 143, service: 'imap', starttls: /anon/ },
      { port: 993, service: 'imap', tls: true },
    ],
    product: /^Dovecot/,
    tellsVersion: false,
    start: (folder) => startDovecot(folder, 'imap', ['imap-login imap 143', 'imap-login imaps 993 tls']),
  },
  {
    name: 'dovecot-pop3',
    package: 'dovecot-pop3d',
    program: '/usr/lib/dovecot/pop3',
    ports: [
      { port: 110, service: 'pop3', starttls: /anon/ },
      { port: 995, service: 'pop3', tls: true },
    ],
    product: /^Dovecot/,
    tellsVersion: false,
    start: (folder) => startDovecot(folder, 'pop3', ['pop3-login pop3 110', 'pop3-login pop3s 995 tls']),
  },
  {
    name: 'dovecot-sieve',
    package: 'dovecot-managesieved',
    program: '/usr/lib/dovecot/managesieve',
    ports: [{ port: 4190, service: 'sieve', starttls: /anon/ }],
    product: /^Dovecot/,
    tellsVersion: false,
    start: (folder) => startDovecot(folder, 'sieve', ['managesieve-login sieve 4190']),
  },
  {
    name: 'dovecot-lmtp',
    package: 'dovecot-lmtpd',
    program: '/usr/lib/dovecot/lmtp',
    ports: [{ port: 24, service: 'lmtp', starttls: /anon/ }],
    product: /^Dovecot/,
    tellsVersion: false,
    start: (folder) => startDovecot(folder, 'lmtp', ['lmtp lmtp 24']),
  },
  {
    name: 'dovecot-submission',
    package: 'dovecot-submissiond',
    program: '/usr/lib/dovecot/submission',
    ports: [{ port: 587, service: 'smtp', alias: ['submission'], starttls: /anon/ }],
    product: /^Dovecot/,
    tellsVersion: false,
    start: (folder) => startDovecot(folder, 'submission', ['submission-login submission 587']),
  },
];

/** Listeners: `SERVICE NAME PORT`, with `tls` at the end where it speaks TLS at once. */
async function startDovecot(
  folder: string,
  protocol: string,
  listeners: readonly string[],
): Promise<readonly [string, ...string[]]> {
  await makeCertificate(folder);
  chmodSync(folder, 0o755);
  const service = listeners[0]!.split(' ')[0]!;
  const ports = listeners.map((each) => {
    const [, name, port, tls] = each.split(' ');
    return ` inet_listener ${name} {\n  port = ${port}\n${tls === 'tls' ? '  ssl = yes\n' : ''} }\n`;
  });
  const text = `base_dir = ${folder}/run\nlog_path = /dev/stderr\nprotocols = ${protocol}\nlisten = 0.0.0.0
ssl = yes\nssl_cert = <${folder}/cert.pem\nssl_key = <${folder}/key.pem\nssl_min_protocol = TLSv1\nssl_cipher_list = ${EVERY_CIPHER}\nhostname = mail.lab.example
default_internal_user = nobody\ndefault_internal_group = nogroup\ndefault_login_user = nobody\nsubmission_relay_host = 127.0.0.1
passdb {\n driver = static\n args = nopassword=y\n}\nuserdb {\n driver = static\n args = uid=nobody gid=nogroup home=/tmp\n}
service ${service} {\n chroot =\n${ports.join('')}}\n`;
  return ['dovecot', '-F', '-c', write(folder, 'conf', text)];
}
