// File services of Debian.
import { type Daemon, write } from './daemon.ts';

export const FILES_DAEMONS: readonly Daemon[] = [
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
];
