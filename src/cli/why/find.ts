// Which hosts a word means: an address, or a name that one of them has.
import type { HostPicture, Picture } from '../../finding/fold.ts';
import { parseIpv4 } from '../../wire/address.ts';

/** Those that have it as a name whole; else those whose name begins with it (`nas` of `nas.example`). */
export function hostsNamed({ hosts }: Picture, word: string): readonly HostPicture[] {
  if (parseIpv4(word) !== null) return [hosts.get(word)].filter((host) => host !== undefined);
  const wanted = word.toLowerCase().replace(/\.$/, '');
  const all = [...hosts.values()];
  const whole = all.filter((host) => namesOf(host).includes(wanted));
  return whole.length > 0 ? whole : all.filter((host) => namesOf(host).some((name) => name.split('.')[0] === wanted));
}

function namesOf({ host, identity, clues }: HostPicture): readonly string[] {
  const names = [
    identity?.name,
    ...(host?.names ?? []).map(({ name }) => name),
    ...(clues?.about('name') ?? []).map(({ value }) => value),
  ];
  return names.filter((name) => name !== undefined).map((name) => name.toLowerCase());
}
