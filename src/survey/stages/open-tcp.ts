// Which TCP ports the survey has found open, and one that is closed: of each host those alone that its stack is asked by. A host that has none
// open is one as well: it may refuse, and answer to an echo.
//
//  1. Open are those that a SYN-ACK showed: what full connections found says that there are no raw sockets.
//  2. A closed port is one that was told, or where the scan says that there are some, the last of those asked that was not told as
//     anything else. Ports that were not to be asked are none.
//  3. Of hosts without an open port the first BARE_MOST are asked, as a firewall may refuse for a whole network; none before an answer to a
//     packet of ours has shown that we may send some.
//  4. Who is excluded is not asked, whatever was found. Of more than HOSTS_MOST hosts that wait the others are left out.
import type { Line } from '../../finding/finding.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { contains } from '../../target/ranges.ts';
import { parseIpv4 } from '../../wire/address.ts';

export const PORTS_MOST = 8;
const HOSTS_MOST = 65_536;
/** Rule 3. */
const BARE_MOST = 4096;
/** Ports of a host that were told otherwise, of which none is taken for closed. */
const TOLD_MOST = 64;

/** What comes back to packets of our own. */
const BY_PACKETS: ReadonlySet<string> = new Set(['arp-reply', 'echo-reply', 'syn-ack', 'rst']);

export interface OpenHost {
  readonly ip: string;
  readonly address: number;
  /** PORTS_MOST of them, the first found first. */
  readonly open: readonly number[];
  readonly closed: number | null;
  /** The longest that one of its ports took; null where none was measured. */
  readonly rttMs: number | null;
}

export interface OpenTcp {
  take(line: Line): void;
  /** Hosts that the scan has done with, `most` of them; they are forgotten. */
  ended(most: number): readonly OpenHost[];
  /** The scan is over: so are all. */
  end(): void;
}

interface Found {
  readonly open: number[];
  readonly told: Set<number>;
  closed: number | null;
  rttMs: number | null;
}

/** Of the scan: which ports it asks, and whom nobody asks. */
export function createOpenTcp({ ports, excluded }: Pick<ScanSpec, 'ports' | 'excluded'>): OpenTcp {
  const found = new Map<string, Found>();
  let over: string[] = [];
  let bare = 0;
  let sendsPackets = false;

  function of(ip: string): Found | null {
    let host = found.get(ip);
    if (host === undefined) {
      if (found.size >= HOSTS_MOST || contains(excluded, parseIpv4(ip)!)) return null;
      host = { open: [], told: new Set(), closed: null, rttMs: null };
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
      sendsPackets ||= 'reason' in line && BY_PACKETS.has(line.reason);
      if (line.type === 'port' && line.proto === 'tcp') {
        const isFound = (line.state === 'open' && line.reason === 'syn-ack') || line.reason === 'rst';
        const host = isFound ? of(line.ip) : found.get(line.ip);
        if (host === null || host === undefined) return;
        if (line.state === 'closed') host.closed = line.port;
        else if (host.told.size < TOLD_MOST) host.told.add(line.port);
        if (line.state !== 'open' || line.reason !== 'syn-ack') return;
        if (host.open.length < PORTS_MOST && !host.open.includes(line.port)) host.open.push(line.port);
        if (line.rttMs !== undefined) host.rttMs = Math.max(host.rttMs ?? 0, line.rttMs);
      } else if (line.type === 'host-end' && line.stage === 'syn') {
        const host = line.open > 0 || !sendsPackets ? found.get(line.ip) : of(line.ip);
        if (host === undefined || host === null) return;
        if (line.closed > 0) host.closed ??= untold(host);
        over.push(line.ip);
      }
    },
    ended(most) {
      const some: OpenHost[] = [];
      let taken = 0;
      while (some.length < most && taken < over.length) {
        const ip = over[taken++];
        const host = found.get(ip);
        if (host === undefined || !found.delete(ip)) continue;
        const { open, closed, rttMs } = host;
        if (open.length === 0 && bare++ >= BARE_MOST) continue;
        some.push({ ip, address: parseIpv4(ip)!, open, closed, rttMs });
      }
      over = over.slice(taken);
      return some;
    },
    end() {
      over = [...found.keys()];
    },
  };
}
