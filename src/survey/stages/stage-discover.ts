// Which targets are there: on the own link by ARP, elsewhere in many ways at once (src/probe/discover.ts); without raw sockets
// by connections to the ports most often open. Alone, or before ports are asked: then only who is there is asked further.
import type { ScanCounters } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import { ECHO_WAY, LAST_SYN_WAY, OTHER_WAYS, protocolOf, wayOf } from '../../probe/ways.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import { contains, count, intersect } from '../../target/ranges.ts';
import type { SurveyRequest } from '../request.ts';
import { runScan, specOf } from './scan-stage.ts';
import type { Stage } from './stage.ts';

const NAME = 'discover';

export const discover: Stage = {
  name: NAME,
  applies: ({ scans }) => scans.has(NAME),
  probes: (plan) => countFlat(flatten(specOf(plan, NAME).targets)),
  async *run(context, signal): AsyncGenerator<StageLine, ScanCounters, undefined> {
    const { plan, time } = context;
    const spec = specOf(plan, NAME);
    const run = runScan(NAME, context, spec, signal);
    const counters = yield* withoutStates(run);
    const { hostsAsked, hostsUp, interrupted, probes } = counters;
    const absent = hostsAsked - hostsUp;
    const isAlone = plan.scans.size === 1;
    // Where ARP is all that was asked, and hosts all that was wanted, there is nothing more to say.
    if (absent > 0 && !interrupted && !(isAlone && isByArp(spec, probes))) {
      const further = isAlone ? '' : ': not asked any further; -Pn asks everybody everything';
      const text = `nobody answered at ${counted(absent, 'address', 'addresses')} (${askedText(spec, probes, plan.request)})${further}`;
      yield { type: 'notice', code: 'N_ABSENT', text, stage: NAME, time: time() };
    }
    return forHostsAlone(counters);
  },
};

/** What ports come to that are not open says the stage that asks them all. */
async function* withoutStates(
  run: AsyncGenerator<StageLine, ScanCounters, undefined>,
): AsyncGenerator<StageLine, ScanCounters, undefined> {
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      const isState = value.type === 'host-end' || (value.type === 'port' && value.state !== 'open');
      if (!isState) yield value;
    }
  } finally {
    await run.return(undefined as never);
  }
}

/** As other stages that ask hosts count: by connections one host was asked on several ports. */
function forHostsAlone(counters: ScanCounters): ScanCounters {
  if (counters.probe === NAME) return counters;
  const { hostsAsked, hostsUp, unasked, openFilteredPorts: _, ...rest } = counters;
  const none = { openPorts: 0, closedPorts: 0, filteredPorts: 0, limitedHosts: [], answersAllHosts: [] };
  const silent = unasked > 0 ? 0 : hostsAsked - hostsUp;
  const figures = { probes: hostsAsked, answered: hostsUp, silent, completeness: 1 };
  return { ...rest, ...none, hostsAsked, hostsUp, unasked: 0, ...figures, probe: NAME };
}

/** In which ways those were asked who are taken for absent. `probes`: hosts that ARP alone did not do for. */
function askedText(spec: ScanSpec, probes: number, { discoverBy }: SurveyRequest): string {
  const { ports, engine } = spec;
  const syns = count(intersect(ports, [[1, LAST_SYN_WAY]]));
  const named = counted(syns, 'TCP port', 'TCP ports');
  const tcp = syns === 0 ? [] : [discoverBy === undefined ? `the ${named} most often open` : named];
  if (engine === 'connect') return tcp.join();
  if (isByArp(spec, probes)) return 'by ARP';
  const others = [ECHO_WAY, ...OTHER_WAYS.map((_, index) => wayOf(index))].filter((way) => contains(ports, way));
  const kinds = [...new Set(others.map((way) => KINDS[protocolOf(way).proto]))];
  const ways = kinds.length === 0 ? [] : [`${kinds.join(', ')} in ${counted(others.length, 'way', 'ways')}`];
  return `on our own link by ARP, elsewhere by ${[...ways, ...tcp].join(', and ')}`;
}

/** `probes`: hosts that ARP alone did not do for. */
function isByArp({ probe }: ScanSpec, probes: number): boolean {
  return probe === 'arp' || probes === 0;
}

const KINDS = { icmp: 'ICMP', tcp: 'TCP ACK', udp: 'UDP' } as const;

function counted(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`;
}
