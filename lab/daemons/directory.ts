// Names, directories, registration of Debian.
import { type Daemon, write } from './daemon.ts';

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
];
