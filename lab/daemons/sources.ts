// Sources under version control, of Debian.
import type { Daemon } from './daemon.ts';

export const SOURCES_DAEMONS: readonly Daemon[] = [
  {
    name: 'git',
    package: 'git',
    program: '/usr/lib/git-core/git-daemon',
    ports: [{ port: 9418, service: 'git' }],
    product: null,
    tellsVersion: false,
    start: async (folder) => [
      'git',
      'daemon',
      '--reuseaddr',
      '--listen=0.0.0.0',
      '--port=9418',
      `--base-path=${folder}`,
    ],
  },
  {
    name: 'svnserve',
    package: 'subversion',
    program: 'svnserve',
    ports: [{ port: 3690, service: 'svn', alias: ['svnserve'] }],
    product: /Subversion|svnserve/,
    tellsVersion: false,
    start: async (folder) => ['svnserve', '-d', '--foreground', '--listen-host', '0.0.0.0', '-r', folder],
  },
];
