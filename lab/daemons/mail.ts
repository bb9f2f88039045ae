// Mail servers of Debian.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, makeCertificate, write } from './daemon.ts';

export const MAIL_DAEMONS: readonly Daemon[] = [
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
];
