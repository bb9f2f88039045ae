// The names that a person gave for an address go with the host.
import type { StageFinding } from '../finding/stamp.ts';
import type { GivenNames } from '../target/name-targets.ts';
import { parseIpv4 } from '../wire/address.ts';

export function withGivenNames(finding: StageFinding, names: GivenNames): StageFinding {
  if (finding.type !== 'host' || names.size === 0) return finding;
  const given = names.get(parseIpv4(finding.ip) ?? -1);
  if (given === undefined) return finding;
  return { ...finding, names: [...(finding.names ?? []), ...given.map((name) => ({ name, source: 'target' }))] };
}
