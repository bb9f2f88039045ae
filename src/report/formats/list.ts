// Open ports alone, for pipes: `198.18.0.1:22`, and `198.18.0.1:53/udp`, as they are found.
import type { ReportFormat } from './format.ts';
import { createSeen } from './seen.ts';

export const list: ReportFormat = {
  name: 'list',
  about: 'open ports as ADDRESS:PORT, as they are found; of UDP with /udp',
  open(write) {
    const seen = createSeen();
    return {
      take(line) {
        if (line.type !== 'port' || line.state !== 'open' || !seen.isNew(line.ip, line.port, line.proto)) return;
        write(`${line.ip}:${line.port}${line.proto === 'udp' ? '/udp' : ''}\n`);
      },
      end() {},
    };
  },
};
