// What several works measure and check alike.
import { queueGauge } from '../gauges/queue-gauge.ts';
import type { Check } from '../score/results.ts';
import type { Sample } from '../score/score.ts';

export const ALL_PORTS = 65_535;

export const HEARTBEAT_NOTE =
  'masscan 1.3.2 ends only when a packet comes in after its `--wait`: the next hop sends it one small datagram every 100 ms (bench/programs/heartbeat.ts). Its packets sent include RSTs that follow its SYNs.';

export const NARROW_GAUGE = queueGauge({
  node: 'router',
  ahead: 'eth1',
  back: 'eth0',
  bitsPerSecond: 20e6,
  probes: 2 * ALL_PORTS,
});

/** In every run: the worst one is the figure. */
export function checkNarrow(samples: readonly Sample[]): Check[] {
  const lost = gauged(samples, 0);
  const used = gauged(samples, 1);
  return [
    {
      wanted: 'no more than 3 % of probes lost after the first second',
      got: lost === null ? NOT_MEASURED : `${Math.max(...lost).toFixed(2)} % in the worst run`,
      met: lost !== null && Math.max(...lost) <= 3,
    },
    {
      wanted: '90 % of the link used',
      got: used === null ? NOT_MEASURED : `${Math.min(...used).toFixed(1)} % in the worst run`,
      met: used !== null && Math.min(...used) >= 90,
    },
  ];
}

export const NOT_MEASURED = 'not measured in every run';

/** One of the gauge's values in every run; null where a run has none. */
export function gauged(samples: readonly Sample[], index: number): number[] | null {
  const values = samples.flatMap((sample) => sample.gauged[index] ?? []);
  return samples.length > 0 && values.length === samples.length ? values : null;
}
