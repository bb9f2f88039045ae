// What becomes of an engine's job when targets of it are dropped: it is ended, and another one goes on without them.
import type { Line } from '../../finding/finding.ts';
import type { StageLine } from '../../finding/stamp.ts';
import type { Steering } from '../../finding/steering.ts';
import type { ScanSpec } from '../../scan/spec.ts';
import { countFlat, flatten, subtractFlat } from '../../target/flat-ranges.ts';
import { normalize } from '../../target/ranges.ts';

/** The same without them; and nobody sends to them by mistake. */
export function withoutDropped(spec: ScanSpec, { dropped }: Steering): ScanSpec {
  if (dropped.length === 0) return spec;
  return {
    ...spec,
    targets: subtractFlat(flatten(spec.targets), dropped),
    excluded: normalize([...spec.excluded, ...dropped]),
  };
}

export interface Until {
  /** Of the job: that of whoever wants it ended, and when one of its targets was dropped. */
  readonly signal: AbortSignal;
  /** The latter. */
  isCut(): boolean;
  letGo(): void;
}

/** `concerns`: whether one of the job's targets is among those that are dropped now. */
export function untilDropped(steering: Steering, signal: AbortSignal, concerns: () => boolean): Until {
  const cut = new AbortController();
  let { dropped } = steering;
  const letGo = steering.onChange(() => {
    if (steering.dropped === dropped) return;
    dropped = steering.dropped;
    if (concerns()) cut.abort();
  });
  return {
    signal: AbortSignal.any([signal, cut.signal]),
    isCut: () => cut.signal.aborted && !signal.aborted,
    letGo,
  };
}

/** Whether a scan asks somebody who was dropped. */
export function asksDropped({ targets }: ScanSpec, { dropped }: Steering): boolean {
  const words = flatten(targets);
  return countFlat(subtractFlat(words, dropped)) < countFlat(words);
}

/** What a job that was cut says of hosts that the next one asks on: nothing of it is final. */
export function isUnfinished(line: StageLine, steering: Steering): boolean {
  const isFinal = line.type === 'host-end' || (line.type === 'port' && line.state !== 'open');
  return isFinal && !steering.isDropped(line.ip);
}

/** What a stage had found of those who were dropped: no job's figures have it. */
export function foundOfDropped(
  past: Iterable<Line>,
  stage: string,
  steering: Steering,
): { readonly hostsUp: number; readonly openPorts: number } {
  const [hosts, ports] = [new Set<string>(), new Set<string>()];
  for (const line of past) {
    if (!('ip' in line) || line.stage !== stage || !steering.isDropped(line.ip)) continue;
    if (line.type === 'host' && line.state === 'up') hosts.add(line.ip);
    if (line.type === 'port' && line.state === 'open') ports.add(`${line.ip} ${line.proto} ${line.port}`);
  }
  return { hostsUp: hosts.size, openPorts: ports.size };
}
