// What the kernel is told about a scan's packets when it is asked for their way: policy rules may go by protocol and port
// (ip-rule(8)). A host has one way in a scan, so rules that part its ports are told, and asked for on their own.
import type { Finding } from '../../finding/finding.ts';
import type { Flow } from '../../link/routes/routes.ts';
import { asksPorts } from '../../probe/meaning.ts';
import type { Probe } from '../../probe/probe.ts';
import { PROBES } from '../../probe/probes.ts';
import type { Range } from '../../target/ranges.ts';
import { intersect, normalize, rangeText, subtract } from '../../target/ranges.ts';
import type { ScanSpec } from '../spec.ts';

/** IP protocol numbers; ARP has no way to be asked for, and of several protocols the first to ask is ICMP. */
const PROTOCOLS: Readonly<Record<Probe['protocol'], number | null>> = { tcp: 6, udp: 17, icmp: 1, any: 1, arp: null };

/** Null for ARP. Tells which ports are asked another way than the kernel would send them. */
export function flowOf(
  { probe, ports }: Pick<ScanSpec, 'probe' | 'ports'>,
  sourcePort: number,
  emit: (finding: Finding) => void,
  portRules: (protocol: number) => readonly Range[],
): Flow | null {
  const protocol = PROTOCOLS[PROBES[probe].protocol];
  if (protocol === null) return null;
  if (!asksPorts(PROBES[probe])) return { protocol };
  const ruled = normalize([...portRules(protocol)]);
  const apart = intersect(ports, ruled);
  const usual = subtract(ports, ruled);
  const asked = usual.length > 0 ? usual : ports;
  if (apart.length > 0 && (usual.length > 0 || ruled.length > 1)) emit(portRoutesNotice(apart, asked[0][0]));
  return { protocol, sourcePort, destinationPort: asked[0][0] };
}

function portRoutesNotice(apart: readonly Range[], asked: number): Finding {
  const list = rangeText(apart.slice(0, 5));
  const ports = `${list}${apart.length > 5 ? ' and more' : ''}`;
  const text = `policy rules of this machine may route port ${ports} another way (ip rule): all ports are asked the way of port ${asked}; scan those alone with -p ${list}`;
  return { type: 'notice', code: 'N_PORT_ROUTES', text };
}
