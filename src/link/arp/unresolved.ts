// Neighbours that the kernel asks for by ARP and that do not answer.
import { readFileSync } from 'node:fs';
import { parseIpv4 } from '../../wire/address.ts';

/** Of the flags in /proc/net/arp: the hardware address is known (ATF_COM, arp(7)). */
const COMPLETE = 0x2;

/** Their addresses now; none where the system does not tell (proc(5), /proc/net/arp). */
export function readUnresolved(): number[] {
  try {
    return parseUnresolved(readFileSync('/proc/net/arp', 'utf8'));
  } catch {
    return [];
  }
}

/** Lines of: IP address, HW type, Flags, HW address, Mask, Device. */
export function parseUnresolved(text: string): number[] {
  const unresolved: number[] = [];
  for (const line of text.split('\n')) {
    const [word, , flags] = line.split(/\s+/, 3);
    const address = parseIpv4(word);
    if (address !== null && /^0x[0-9a-f]+$/.test(flags) && (Number(flags) & COMPLETE) === 0) unresolved.push(address);
  }
  return unresolved;
}
