// Disks and backups over the network, of Debian.
import { type Daemon, write } from './daemon.ts';

export const STORAGE_DAEMONS: readonly Daemon[] = [
  {
    name: 'nbd-server',
    package: 'nbd-server',
    program: 'nbd-server',
    ports: [{ port: 10809, service: 'nbd' }],
    product: null,
    tellsVersion: false,
    async start(folder) {
      const disk = write(folder, 'disk', '\0'.repeat(4096));
      const text = `[generic]\nlistenaddr = 0.0.0.0\nport = 10809\nallowlist = true\n[lab]\nexportname = ${disk}\nreadonly = true\n`;
      // Not -d ("do not fork"): then the daemon itself serves its clients, and ends with the first that leaves it in the middle.
      return ['nbd-server', '-C', write(folder, 'conf', text), '-p', `${folder}/pid`];
    },
  },
  {
    name: 'nbdkit',
    package: 'nbdkit',
    program: 'nbdkit',
    ports: [{ port: 10809, service: 'nbd' }],
    product: null,
    tellsVersion: false,
    start: async () => [
      'nbdkit',
      '--foreground',
      '--ipaddr',
      '0.0.0.0',
      '--port',
      '10809',
      '--readonly',
      'memory',
      '1M',
    ],
  },
  {
    name: 'tgt',
    package: 'tgt',
    program: 'tgtd',
    ports: [{ port: 3260, service: 'iscsi-target', alias: ['iscsi'] }],
    product: null,
    tellsVersion: false,
    // A target, or it would refuse every name; its control socket is of this machine, so it has a number of its own.
    async start() {
      const control = '--control-port 7';
      const target = `tgtadm ${control} --lld iscsi --op new --mode target --tid 1 --targetname iqn.2026-01.example.lab:disk`;
      const all = `tgtadm ${control} --lld iscsi --op bind --mode target --tid 1 --initiator-address ALL`;
      const until = `until ${target} 2>/dev/null; do sleep 0.1; done; ${all}`;
      return ['sh', '-c', `(${until}) & exec tgtd --foreground ${control} --iscsi portal=0.0.0.0:3260`];
    },
  },
];
