// Names, directories, registration of Debian.
import { join } from 'node:path';
import { run } from '../process.ts';
import { type Daemon, EVERY_GNUTLS_CIPHER, makeCertificate, write } from './daemon.ts';

export const DIRECTORY_DAEMONS: readonly Daemon[] = [
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
    name: 'bind',
    package: 'bind9',
    program: 'named',
    ports: [
      { port: 53, service: 'domain' },
      { port: 853, service: 'domain', tls: true },
    ],
    product: /^ISC BIND$/,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      const nothing = 'recursion no; dnssec-validation no; notify no; listen-on-v6 { none; };';
      const conf = write(
        folder,
        'conf',
        `controls { };\ntls lab { cert-file "${folder}/cert.pem"; key-file "${folder}/key.pem"; };
options { directory "${folder}"; pid-file none; session-keyfile none; ${nothing}
  listen-on port 53 { any; }; listen-on port 853 tls lab { any; }; };\n`,
      );
      return ['named', '-g', '-n', '1', '-c', conf];
    },
  },
  {
    name: 'unbound',
    package: 'unbound',
    program: 'unbound',
    ports: [
      { port: 53, service: 'domain' },
      { port: 853, service: 'domain', tls: true },
    ],
    product: /^Unbound$/i,
    tellsVersion: true,
    async start(folder) {
      await makeCertificate(folder);
      const tls = `tls-port: 853\n tls-service-pem: ${folder}/cert.pem\n tls-service-key: ${folder}/key.pem\n`;
      const conf = write(
        folder,
        'conf',
        `server:\n interface: 0.0.0.0@53\n interface: 0.0.0.0@853\n ${tls} access-control: 0.0.0.0/0 allow
 local-zone: "." refuse\n module-config: iterator\n username: ""\n chroot: ""\n pidfile: ""\n directory: ${folder}
 do-daemonize: no\n use-syslog: no\n`,
      );
      return ['unbound', '-d', '-p', '-c', conf];
    },
  },
  {
    name: 'slapd',
    package: 'slapd',
    program: 'slapd',
    ports: [
      { port: 389, service: 'ldap', starttls: /3DES/ },
      { port: 636, service: 'ldap', tls: true },
    ],
    product: /OpenLDAP/,
    tellsVersion: false,
    async start(folder) {
      await makeCertificate(folder);
      const conf = write(
        folder,
        'conf',
        `include /etc/ldap/schema/core.schema\npidfile ${folder}/pid
TLSCertificateFile ${folder}/cert.pem\nTLSCertificateKeyFile ${folder}/key.pem\nTLSCipherSuite ${EVERY_GNUTLS_CIPHER}
database ldif\ndirectory ${folder}\nsuffix "dc=lab"\n`,
      );
      return ['slapd', '-d', '0', '-f', conf, '-h', 'ldap://0.0.0.0:389/ ldaps://0.0.0.0:636/'];
    },
  },
  {
    name: 'krb5-kdc',
    package: 'krb5-kdc',
    program: '/usr/sbin/krb5kdc',
    ports: [{ port: 88, service: 'kerberos', alias: ['kerberos-sec'] }],
    product: /^MIT Kerberos/,
    tellsVersion: false,
    async start(folder) {
      const names = `database_name = ${folder}/db\n key_stash_file = ${folder}/stash\n acl_file = ${folder}/acl\n`;
      const realm = ` LAB.EXAMPLE = {\n ${names} kdc_listen = 88\n kdc_tcp_listen = 88\n }\n`;
      const kdc = write(folder, 'kdc', `[realms]\n${realm}`);
      const client = write(folder, 'krb5', '[libdefaults]\n default_realm = LAB.EXAMPLE\n dns_lookup_kdc = false\n');
      const profile = [`KRB5_CONFIG=${client}`, `KRB5_KDC_PROFILE=${kdc}`];
      await run('env', [...profile, 'kdb5_util', '-r', 'LAB.EXAMPLE', '-P', 'lab', 'create', '-s', '-W']);
      return ['env', ...profile, 'krb5kdc', '-n', '-P', join(folder, 'pid')];
    },
  },
];
