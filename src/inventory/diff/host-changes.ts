// What changed about who a host is, where both surveys are sure of it. A name is another one where neither survey knew the other's.
import type { Fact } from '../../finding/finding.ts';
import type { HostPicture } from '../../finding/fold.ts';
import type { Drawn } from './draw.ts';
import type { Pair } from './match.ts';
import { namesOf, surelyKind, surelyOs } from './values.ts';

export function hostChanges(pair: Pair): readonly Drawn[] {
  const { before, after } = pair;
  return [
    ...changed('mac', 'has the MAC address', before.host?.mac, after.host?.mac, pair, ofHost),
    ...nameChange(pair),
    ...osChange(pair),
    ...changed('kind', 'is a', surelyKind(before.identity), surelyKind(after.identity), pair, ofIdentity),
  ];
}

interface Told {
  readonly fact: Fact;
  readonly because: readonly string[];
}

function nameChange(pair: Pair): readonly Drawn[] {
  const [names, others] = [namesOf(pair.before), namesOf(pair.after)];
  if (names.length === 0 || others.length === 0) return [];
  if (others.includes(names[0]) || names.includes(others[0])) return [];
  return changed('name', 'is called', names[0], others[0], pair, ofName);
}

/** Of two texts, one of which is more precise, neither is another system. */
function osChange(pair: Pair): readonly Drawn[] {
  const [was, is] = [surelyOs(pair.before.identity), surelyOs(pair.after.identity)];
  if (was === null || is === null) return [];
  if (was.family === is.family && (was.text.startsWith(is.text) || is.text.startsWith(was.text))) return [];
  return changed('system', 'runs', was.text, is.text, pair, ofIdentity);
}

function changed(
  change: Drawn['change'],
  words: string,
  was: string | null | undefined,
  is: string | null | undefined,
  { before, after }: Pair,
  told: (host: HostPicture, change: Drawn['change']) => Told | null,
): readonly Drawn[] {
  if (was === null || was === undefined || is === null || is === undefined || was === is) return [];
  const [then, now] = [told(before, change), told(after, change)];
  const because = [
    ...(then?.because ?? []).map((each) => `before: ${each}`),
    ...(now?.because ?? []).map((each) => `now: ${each}`),
  ];
  const facts = { before: then === null ? [] : [then.fact], after: now === null ? [] : [now.fact] };
  return [{ change, before: was, after: is, text: `${words} ${is}, was ${was}`, because, facts }];
}

function ofHost({ host }: HostPicture): Told | null {
  return host === null ? null : { fact: host, because: [`${host.reason} (${host.stage}, ${host.time})`] };
}

/** Who said the name. */
function ofName(host: HostPicture): Told | null {
  const [name] = namesOf(host);
  const clue = host.clues?.about('name').find(({ value }) => value.toLowerCase() === name);
  if (clue !== undefined) return { fact: clue, because: [`${clue.source} (${clue.stage}, ${clue.time})`] };
  const source = host.host?.names?.find((each) => each.name.toLowerCase() === name)?.source;
  if (source === undefined || host.host === null) return ofIdentity(host, 'name');
  return { fact: host.host, because: [`${source} (${host.host.stage}, ${host.host.time})`] };
}

function ofIdentity({ identity }: HostPicture, change: Drawn['change']): Told | null {
  if (identity === null) return null;
  const reasons = { system: identity.os?.because, kind: identity.kind?.because }[change as 'system' | 'kind'] ?? [];
  return { fact: identity, because: reasons.length > 0 ? reasons : [`${identity.stage}, ${identity.time}`] };
}
