// Which TCP ports the survey has found open, and one that is closed: of each host those alone that its stack is asked by.
//
//  1. Open are those that a SYN-ACK showed: what full connections found says that there are no raw sockets.
//  2. A closed port is one that was told, or where the scan says that there are some, the last of those asked that was not told as
//     anything else. Ports that were not to be asked are none.
//  3. Of more than HOSTS_MOST hosts the others are left out.
import type { Line } from '../../finding/finding.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { parseIpv4 } from '../../wire/address.ts';

export const PORTS_MOST = 8;
const HOSTS_MOST = 65_536;
/** Ports of a host that were told otherwise, of which none is taken for closed. */
const TOLD_MOST = 64;

export interface OpenHost {
  readonly ip: string;
  readonly address: number;
  /** PORTS_MOST of them, the first found first. */
  readonly open: readonly number[];
  readonly closed: number | null;
  readonly rttMs: number;
}

export interface OpenTcp {
  take(line: Line): void;
  /** Those with an open port. */
  hosts(): Iterable<OpenHost>;
}

interface Found {
  readonly open: number[];
  readonly told: Set<number>;
  closed: number | null;
  rttMs: number;
}

/** `ports`: of which the scan asks. */
export function createOpenTcp(ports: ScanSpec['ports']): OpenTcp {
  const found = new Map<string, Found>();

  function of(ip: string): Found | null {
    let host = found.get(ip);
    if (host === undefined) {
      if (found.size >= HOSTS_MOST) return null;
      host = { open: [], told: new Set(), closed: null, rttMs: 0 };
      found.set(ip, host);
    }
    return host;
  }

  /** Rule 2. */
  function untold({ told }: Found): number | null {
    for (let k = ports.length - 1; k >= 0; k--) {
      const [first, last] = ports[k];
      for (let port = last; port >= Math.max(1, first); port--) if (!told.has(port)) return port;
    }
    return null;
  }

  return {
    take(line) {
      if (line.type === 'port' && line.proto === 'tcp') {
        const host = line.state === 'open' && line.reason === 'syn-ack' ? of(line.ip) : found.get(line.ip);
        if (host === null || host === undefined) return;
        if (line.state === 'closed') host.closed = line.port;
        else if (host.told.size < TOLD_MOST) host.told.add(line.port);
        if (line.state !== 'open' || line.reason !== 'syn-ack') return;
        if (host.open.length < PORTS_MOST && !host.open.includes(line.port)) host.open.push(line.port);
        host.rttMs = Math.max(host.rttMs, line.rttMs ?? 0);
      } else if (line.type === 'host-end' && line.stage === 'syn' && line.closed > 0) {
        const host = found.get(line.ip);
        if (host !== undefined) host.closed ??= untold(host);
      }
    },
    *hosts() {
      for (const [ip, { open, closed, rttMs }] of found) {
        if (open.length > 0) yield { ip, address: parseIpv4(ip)!, open, closed, rttMs };
      }
    },
  };
}
