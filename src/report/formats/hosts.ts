// Addresses alone, for pipes, as they are found: of hosts that are up, or (`--open`) that have an open port.
import type { Line } from '../../finding/finding.ts';
import type { ReportFormat } from './format.ts';
import { createSeen } from './seen.ts';

export const hosts: ReportFormat = {
  name: 'hosts',
  about: 'addresses of hosts that are up (with --open: that have an open port), as they are found',
  open(write, { onlyOpen }) {
    const seen = createSeen();
    const tells = (line: Line): line is Line & { readonly ip: string } =>
      (line.type === 'port' && line.state === 'open') ||
      (line.type === 'host' && !onlyOpen) ||
      (line.type === 'host-end' && line.open > 0);
    return {
      take(line) {
        if (tells(line) && seen.isNew(line.ip)) write(`${line.ip}\n`);
      },
      end() {},
    };
  },
};
