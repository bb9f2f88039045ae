// The tools that scan, and how each is asked for the same work.
import { findProgram } from '../lab/available.ts';
import type { Lab } from '../lab/network/build.ts';
import type { Companion } from '../lab/process.ts';
import { macOf } from './gauges/wire-counters.ts';
import { benchProgram, productWords } from './product.ts';
import { type Account, readMasscan, readNmap, readPortolan } from './read/read-output.ts';
import { targetWords } from './score/target-words.ts';

/** A tool as it is run beside the scanner. */
export interface ScanTool {
  readonly name: string;
  readonly words: readonly string[];
  readonly read: (stdout: string) => Account;
  /** It ends only when one more packet comes in after its time is over, so it is sent some. */
  readonly needsPackets: boolean;
}

/** What to ask, where not the scenario's own. */
export interface Work {
  readonly targets: readonly string[];
  readonly ports: string | null;
}

export function portolan(
  { targets, ports }: Work,
  options: readonly string[] = [],
  before: readonly string[] = [],
  noUdp: readonly string[] = ['--udp', 'none'],
): ScanTool {
  return {
    name: ['portolan', ...options].join(' '),
    words: [
      ...before,
      ...productWords,
      ...[
        'scan',
        '-Pn',
        '--no-services',
        '--no-identity',
        ...noUdp,
        ...targetWords(targets, 'short'),
        ...(ports === null ? [] : ['-p', ports]),
        ...options,
      ],
      ...['--json', '-q'],
    ],
    read: readPortolan,
    needsPackets: false,
  };
}

/** Null where it is not installed. */
export function nmap(
  { targets, ports }: Work,
  options: readonly string[],
  before: readonly string[] = [],
): ScanTool | null {
  if (findProgram('nmap') === null) return null;
  const flags = [...options, ports === null ? '-p-' : `-p${ports}`, '-T4', '-Pn', '-n'];
  return {
    name: ['nmap', ...options, '-T4'].join(' '),
    words: [...before, 'nmap', ...flags, '-oX', '-', ...targetWords(targets, 'short')],
    read: readNmap,
    needsPackets: false,
  };
}

/** Null where it is not installed. It is told everything it would find out: in a namespace it asks the wrong router. */
export async function masscan(lab: Lab, rate: number, waitSeconds: number): Promise<ScanTool | null> {
  if (findProgram('masscan') === null) return null;
  return {
    name: `masscan --rate ${rate}`,
    words: [
      ...['masscan', ...targetWords(lab.targets, 'full'), `-p${lab.ports ?? '1-65535'}`, '--rate', String(rate)],
      ...(await masscanWay(lab)),
      ...['--wait', String(waitSeconds), '-oL', '-'],
    ],
    read: readMasscan,
    needsPackets: true,
  };
}

/** Interface, own address and next hop of a scanner on a wire. */
export async function masscanWay(lab: Lab): Promise<string[]> {
  const { scanner, hop } = firstWire(lab);
  const router = await macOf(lab.namespaces[hop.node], hop.interface);
  return [
    ...['--interface', scanner.interface, '--adapter-ip', scanner.address, '--adapter-mac'],
    ...[await macOf(lab.scannerNamespace, scanner.interface), '--router-mac', router],
  ];
}

/** Sends the scanner a small datagram now and then, from its next hop. */
export function startHeartbeat(lab: Lab): Companion {
  const { scanner, hop } = firstWire(lab);
  return lab.start(hop.node, process.execPath, [benchProgram('programs/heartbeat'), scanner.address]);
}

interface WireEnd {
  readonly node: string;
  readonly interface: string;
  readonly address: string;
}

/** The wire the scanner is on, both ends; addresses without their prefix length. */
export function firstWire({ scenario: { nodes, links } }: Pick<Lab, 'scenario'>): { scanner: WireEnd; hop: WireEnd } {
  for (const link of links) {
    if (link.kind !== 'wire' && link.kind !== 'xdp') continue;
    const [scanner, hop] = link.ends.map((end) => ({ ...end, address: end.address?.split('/')[0] ?? '' }));
    if (scanner.node === nodes[0].name) return { scanner, hop };
  }
  throw new Error('the scanner is on no wire');
}
