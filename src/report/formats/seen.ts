// What has been told: a fact may come again with more, and a list has a line for each port or host.
import { parseIpv4 } from '../../wire/address.ts';

/** Some 40 bytes each. */
const SEEN_MOST = 4_000_000;

export interface Seen {
  /** Whether it is told for the first time; of more than four million some may be told again. */
  isNew(ip: string, port?: number, proto?: 'tcp' | 'udp'): boolean;
}

export function createSeen(): Seen {
  const seen = new Set<number>();
  return {
    isNew(ip, port = 0, proto = 'tcp') {
      const key = ((parseIpv4(ip) ?? 0) * 65_536 + port) * 2 + (proto === 'udp' ? 1 : 0);
      if (seen.has(key)) return false;
      if (seen.size < SEEN_MOST) seen.add(key);
      return true;
    },
  };
}
