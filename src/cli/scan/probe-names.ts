// The value of --probe.
import { InvalidArgumentError } from 'commander';
import { PROBE_NAMES, type ProbeName } from '../../probe/probe-name.ts';

/** How targets are asked: names with commas between, added to those given before. */
export function probeNames(text: string, before: readonly ProbeName[] | undefined): ProbeName[] {
  const names = text.split(',').map((name) => {
    const probe = PROBE_NAMES.find((each) => each === name);
    if (probe === undefined) throw new InvalidArgumentError(`Give one of ${PROBE_NAMES.join(', ')}.`);
    return probe;
  });
  return [...(before ?? []), ...names];
}
