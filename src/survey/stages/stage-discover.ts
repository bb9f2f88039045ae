// Which targets are there: on the own link by ARP, elsewhere in many ways at once (src/probe/discover.ts); without raw sockets
// by connections to the ports most often open. Alone, or before ports are asked: then only who is there is asked further.
import type { ScanCounters } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import { LAST_SYN_WAY, OTHER_WAYS } from '../../probe/ways.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { countFlat, flatten } from '../../target/flat-ranges.ts';
import { count, intersect } from '../../target/ranges.ts';
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
    const { hostsAsked, hostsUp, interrupted } = counters;
    const absent = hostsAsked - hostsUp;
    if (absent > 0 && plan.scans.size > 1 && !interrupted) {
      yield { type: 'notice', code: 'N_ABSENT', text: absentText(absent, spec), stage: NAME, time: time() };
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

function absentText(absent: number, { ports, engine }: ScanSpec): string {
  const syns = count(intersect(ports, [[1, LAST_SYN_WAY]]));
  const others = engine === 'connect' ? '' : `ARP or ICMP, TCP ACK and UDP in ${OTHER_WAYS.length + 1} ways, and `;
  const addresses = `${absent.toLocaleString('en-US')} ${absent === 1 ? 'address' : 'addresses'}`;
  return `nobody answered at ${addresses} (${others}the ${syns} TCP ports most often open): not asked any further; -Pn asks everybody everything`;
}
