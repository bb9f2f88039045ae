// The MAC address of a host on the link: who made the interface, and whether a program gave it.
//
//  1. The maker of an interface is not that of the device: half as sure.
//  2. Addresses of the ranges that programs give to their guests speak of a virtual machine or a container.
//  3. Docker's is made of the address that it belongs to: where both agree it is surer.
import { type Clue, clueOf } from '../clue.ts';
import type { Seen, Source } from './source.ts';
import { MAC_RANGES } from './tables/mac-ranges.data.ts';

const NAME = 'mac';
const LOCAL = 'locally administered: nobody registered it';

export const mac: Source = {
  name: NAME,
  of(fact) {
    if (fact.type !== 'host' || fact.mac === undefined) return [];
    const { mac: address, vendor, localMac } = fact;
    const clues: Clue[] = [
      ...clueOf({
        about: 'mac',
        value: address,
        source: NAME,
        confidence: 1,
        ...(localMac === true ? { text: LOCAL } : {}),
      }),
    ];
    if (vendor !== undefined) clues.push(...clueOf({ about: 'vendor', value: vendor, source: NAME, confidence: 0.5 }));
    for (const { begin, by, kind, confidence } of MAC_RANGES) {
      if (!address.startsWith(begin)) continue;
      const sure = by === 'Docker' && isMadeOf(fact) ? 0.9 : confidence;
      clues.push(...clueOf({ about: 'kind', value: kind, source: NAME, confidence: sure, text: `${by}: ${begin}` }));
    }
    return clues;
  },
};

/** Rule 3. */
function isMadeOf({ ip, mac: address }: Extract<Seen, { type: 'host' }>): boolean {
  const digits = ip.split('.').map((each) => Number(each).toString(16).padStart(2, '0'));
  return digits.length === 4 && address?.slice(6) === digits.join(':');
}
