// Printing of Debian.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Daemon, write } from './daemon.ts';

export const PRINTING_DAEMONS: readonly Daemon[] = [
  {
    name: 'cups',
    package: 'cups-daemon',
    program: '/usr/sbin/cupsd',
    ports: [{ port: 631, service: 'ipp', alias: ['http'] }],
    product: /^CUPS/,
    tellsVersion: true,
    async start(folder) {
      const places = ['ServerRoot', 'CacheDir', 'StateDir', 'RequestRoot', 'TempDir'].map((name) => {
        const place = join(folder, name);
        mkdirSync(place);
        return `${name} ${place}\n`;
      });
      chmodSync(folder, 0o755);
      const logs = 'AccessLog stderr\nErrorLog stderr\nPageLog stderr\n';
      const files = write(folder, 'cups-files.conf', `${places.join('')}${logs}`);
      const text =
        'Listen 0.0.0.0:631\nServerAlias *\nBrowsing Off\n<Location />\n Order allow,deny\n Allow all\n</Location>\n';
      return ['cupsd', '-f', '-c', write(folder, 'cupsd.conf', text), '-s', files];
    },
  },
];
