// Two machines with one address: one question by ARP, and replies from two link addresses.
import type { Book, TargetState } from '../book/book.ts';

/** Takes each reply; `again`: the question was answered before. Each address is told once. */
export function createTwinWatch({
  notice,
}: Pick<Book, 'notice'>): (target: TargetState, mac: string, again: boolean) => void {
  const answeredFrom = new Map<number, string>();
  const told = new Set<number>();
  return ({ dst, target, path }, mac, again) => {
    const first = answeredFrom.get(target.address);
    if (!again || first === undefined) answeredFrom.set(target.address, mac);
    else if (first !== mac && !told.has(target.address)) {
      told.add(target.address);
      const text = `two machines on ${path?.interfaceName} have the address ${dst}: ${first} and ${mac}; give one of them another`;
      notice('N_ADDRESS_TWICE', text);
    }
  };
}
