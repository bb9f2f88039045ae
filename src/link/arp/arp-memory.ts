// Who answered ARP a short while ago, for jobs that follow one another: they need not ask again. As long as the kernel
// believes its own table without asking (base_reachable_time of arp(7), 30 s), and no more entries than it keeps by default
// many times over. Only replies are remembered: who was silent is asked again.

const VALID_MS = 30_000;
const ENTRIES_MOST = 65_536;

export interface ArpMemory {
  put(interfaceIndex: number, address: number, mac: Uint8Array): void;
  /** Those that are still valid. */
  each(interfaceIndex: number, visit: (address: number, mac: Uint8Array) => void): void;
}

/** `now`: milliseconds, never going back. */
export function createArpMemory(now: () => number): ArpMemory {
  /** In the order in which they came. */
  const entries = new Map<string, { interfaceIndex: number; address: number; mac: Uint8Array; at: number }>();

  function forget(): void {
    const before = now() - VALID_MS;
    for (const [key, { at }] of entries) {
      if (at >= before && entries.size <= ENTRIES_MOST) return;
      entries.delete(key);
    }
  }

  return {
    put(interfaceIndex, address, mac) {
      const key = `${interfaceIndex} ${address}`;
      entries.delete(key);
      entries.set(key, { interfaceIndex, address, mac: Uint8Array.from(mac), at: now() });
      forget();
    },
    each(interfaceIndex, visit) {
      forget();
      for (const entry of entries.values()) {
        if (entry.interfaceIndex === interfaceIndex) visit(entry.address, entry.mac);
      }
    },
  };
}
