// Monitoring of Debian.
import type { Daemon } from './daemon.ts';

export const MONITORING_DAEMONS: readonly Daemon[] = [
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
