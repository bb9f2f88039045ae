// The end of a scan by datagrams: every host that is up, and how complete it all was.
import { formatIpv4 } from '../../wire/address.ts';
import { endOf } from '../book/end.ts';
import { createTotals, endHost, type Few } from '../book/host-end.ts';
import { addressOfHost } from '../order/host-table.ts';
import { probesPerHost } from '../order/order.ts';
import { limitsRefusals, type RefusalLimit } from '../pace/refusal-limit.ts';
import { CLOSED, FILTERED, get } from '../state/ledger.ts';
import { type DatagramScan, UDP_PORT } from './scan.ts';

/** Of its responses nobody counts which ones came by repeats: those of all hosts speak for each. */
function limitOf(scan: DatagramScan, host: number, silent: number): RefusalLimit | null {
  const [refused, refusedByRepeats] = [scan.state.hosts.closed[host], scan.refusedByRepeats[host]];
  const limits = limitsRefusals({ refused, refusedByRepeats, responsesByRepeats: scan.recovered, silent });
  return limits ? scan.limits.limitOf(host) : null;
}

export function summarise(scan: DatagramScan, interrupted: boolean, elapsedMs: number): void {
  const { table, state, book, up, emit, cut } = scan;
  const cutShort = interrupted || cut !== null;
  const totals = createTotals();
  const mine = probesPerHost({ table, portNumbers: scan.portNumbers, shard: scan.spec.shard });
  if (cut !== null) emit({ type: 'notice', code: cut.code, text: `${cut.text}: the scan ends here` });
  if (scan.refused > 0) {
    const text = `our own system would not send ${scan.refused.toLocaleString('en')} datagrams: no way there, or a firewall here`;
    emit({ type: 'notice', code: 'N_REFUSED_HERE', text });
  }
  book.release(cutShort);
  for (const host of [...up].sort((a, b) => a - b)) {
    const [open, closed, filtered] = [state.hosts.open[host], state.hosts.closed[host], state.hosts.filtered[host]];
    const silent = Math.max(0, mine(host) - open - closed - filtered);
    totals.hosts++;
    const tally = {
      address: addressOfHost(table, host),
      ...{ open, closed, filtered, silent: cutShort ? 0 : silent, unknown: cutShort ? 0 : silent, missing: silent },
      ...{ answersAll: false, limit: limitOf(scan, host, silent) },
    };
    endHost(tally, UDP_PORT, totals, emit, (few) => tellFew(scan, host, few));
  }
  emit(
    endOf(totals, {
      ...{ hostsAsked: table.hosts, otherUp: 0, port: UDP_PORT, planned: scan.probes, asked: scan.asked },
      ...{ answered: scan.answered, retransmitted: scan.retransmitted, cutShort, knowsSilent: true },
      ...{ strays: 0, duplicates: 0, late: 0, kernelDrops: 0, interrupted, stateless: false, elapsedMs },
      ...{ probe: scan.spec.probe, engine: 'connect' },
    }),
  );
}

function tellFew({ table, portNumbers, state, emit }: DatagramScan, host: number, few: Few): void {
  const ip = formatIpv4(addressOfHost(table, host));
  portNumbers.forEach((port, index) => {
    const verdict = get(state.ledger, host * portNumbers.length + index);
    const told = { type: 'port', ip, proto: 'udp', port } as const;
    if (verdict === CLOSED && few.closed) emit({ ...told, state: 'closed', reason: UDP_PORT.closed });
    else if (verdict === FILTERED && few.filtered) emit({ ...told, state: 'filtered', reason: 'icmp-unreachable' });
    else if (verdict === 0 && few.silent) emit({ ...told, state: 'open|filtered', reason: 'no-response' });
  });
}
