// What the kernels between the scanner and its targets count.
import type { Lab } from '../../lab/network/build.ts';
import { run } from '../../lab/process.ts';

/** Sums since the lab was built. */
export interface WireCounters {
  /** Packets the scanner's interfaces took to send. */
  readonly sent: number;
  /** Packets dropped anywhere: by an interface, by a shaper's queue, by the rules that lose packets. */
  readonly lost: number;
}

interface LinkStatistics {
  readonly ifname: string;
  readonly stats64: { readonly tx: { readonly packets: number; readonly dropped: number } };
}

/** Loopback is left out: what is sent there is also the answers. */
export async function readWire(lab: Lab): Promise<WireCounters> {
  let sent = 0;
  let lost = 0;
  for (const namespace of Object.values(lab.namespaces)) {
    for (const { ifname, stats64 } of await interfaceStatistics(namespace)) {
      if (ifname === 'lo') continue;
      lost += stats64.tx.dropped;
      if (namespace === lab.scannerNamespace) sent += stats64.tx.packets + stats64.tx.dropped;
    }
  }
  for (const [name, value] of Object.entries(await lab.counters())) {
    if (/-(?:dropped|lost)$/.test(name)) lost += value;
  }
  return { sent, lost };
}

async function interfaceStatistics(namespace: string): Promise<LinkStatistics[]> {
  return JSON.parse(await run('ip', ['-n', namespace, '-j', '-s', 'link', 'show'])) as LinkStatistics[];
}

/** The MAC address of an interface. */
export async function macOf(namespace: string, name: string): Promise<string> {
  const [link] = JSON.parse(await run('ip', ['-n', namespace, '-j', 'link', 'show', 'dev', name])) as {
    address: string;
  }[];
  return link.address;
}
