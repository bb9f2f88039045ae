// Networks of emulated hosts: a scanner whose link is the responder's TAP device.
import { addressNumber, dotted, prefixRange } from '../network/addresses.ts';
import { ip, type Namespaces, openNamespaces } from '../network/namespaces.ts';
import { pick, seeded } from '../network/random.ts';
import { type Companion, LabError } from '../process.ts';
import { labProgram } from '../program.ts';
import type { ArpManner, Place } from './host.ts';
import { HOSTS } from './hosts/hosts.ts';
import { checkPlaces } from './machine.ts';
import type { EmulatedPlan, EmulatedReport } from './responder.ts';

export interface EmulatedNetwork extends AsyncDisposable {
  readonly spaces: Namespaces;
  readonly scannerNamespace: string;
  readonly places: readonly Place[];
  report(): Promise<EmulatedReport>;
}

const INTERFACE = 'lan0';

/** `network`: the scanner is at its first address. */
export async function openEmulatedNetwork(
  network: string,
  places: readonly Place[],
  announceMs = 0,
): Promise<EmulatedNetwork> {
  checkPlaces(places, network);
  const [first] = prefixRange(network);
  const scanner = dotted(first + 1);
  if (places.some(({ address }) => address === scanner)) {
    throw new LabError('E_LAB_ADDRESS', `${scanner} is the scanner's`);
  }
  const spaces = await openNamespaces();
  try {
    const scannerNamespace = await spaces.add('emulated');
    const plan: EmulatedPlan = { interface: INTERFACE, places, announceMs };
    const responder: Companion = spaces.start(scannerNamespace, process.execPath, [
      labProgram('emulated/responder'),
      JSON.stringify(plan),
    ]);
    if ((await responder.line()) !== 'ready') throw new LabError('E_LAB_COMPANION', 'the responder is not ready');
    await ip(scannerNamespace, [
      `link set ${INTERFACE} txqueuelen 10000`,
      `addr add ${scanner}/${network.split('/')[1]} dev ${INTERFACE}`,
      `link set ${INTERFACE} up`,
    ]);
    return {
      ...{ spaces, scannerNamespace, places },
      report: async () => JSON.parse(await responder.ask('report')) as EmulatedReport,
      [Symbol.asyncDispose]: () => spaces[Symbol.asyncDispose](),
    };
  } catch (error) {
    await spaces[Symbol.asyncDispose]();
    throw error;
  }
}

/** Every kind once, one after the other. */
export const KINDS_NETWORK = '198.18.40.0/24';
export const everyKind: readonly Place[] = HOSTS.map(({ name }, k) => ({
  host: name,
  address: dotted(addressNumber('198.18.40.10') + k),
}));

/** Those that hide: by ARP alone they are found, and not by the first ask of all. */
const HIDING: readonly ArpManner[] = [
  { is: 'normal' },
  { is: 'normal' },
  { is: 'normal' },
  { is: 'late', ms: 150 },
  { is: 'late', ms: 300 },
  { is: 'nth', n: 3 },
  { is: 'nth', n: 3 },
  // A radio that listens to every beacon, to every third (DTIM period 3 of 102.4 ms, IEEE 802.11 section 11.2.3).
  { is: 'asleep', cycleMs: 102, awakeMs: 10 },
  { is: 'asleep', cycleMs: 307, awakeMs: 10 },
  { is: 'asleep', cycleMs: 307, awakeMs: 10 },
];

export const LINK_NETWORK = '198.18.41.0/24';
export const LINK_HOSTS = 60;

/** 60 hosts anywhere in a /24, 10 of which hide. */
export function linkPlaces(seed: string): readonly Place[] {
  const [first] = prefixRange(LINK_NETWORK);
  return pick(seeded(seed), LINK_HOSTS, 2, 254).map((offset, k) => ({
    host: HOSTS[k % HOSTS.length].name,
    address: dotted(first + offset),
    // Every sixth hides.
    ...(k % 6 === 5 ? { hides: true, arp: HIDING[Math.floor(k / 6)] } : {}),
  }));
}

export const WIDE_NETWORK = '198.19.0.0/16';
export const WIDE_HOSTS = 500;

/** 500 hosts anywhere in a /16. */
export function widePlaces(seed: string): readonly Place[] {
  const [first] = prefixRange(WIDE_NETWORK);
  return pick(seeded(seed), WIDE_HOSTS, 2, 65_534).map((offset, k) => ({
    host: HOSTS[k % HOSTS.length].name,
    address: dotted(first + offset),
  }));
}
