// Addresses on the link at which nobody is: the kernel asks for them by ARP and gets no answer. It asks three times, one
// second apart, then gives up; the next probe makes it begin anew (arp(7), mcast_solicit). An address that has stayed
// unresolved for ten seconds in which it was asked has not answered six ARP requests at least, and is asked no more.

const LOOK_MS = 1000;
const SECONDS = 10;

export interface AbsentHosts {
  /** Reads the neighbours, once a second. */
  look(now: number): void;
  /** A probe to this silent address is about to go. True: nobody is there, spare it. */
  spare(address: number): boolean;
}

interface Unresolved {
  /** Asked since the last look. */
  asked: boolean;
  /** Looks at which it had been asked and was still unresolved, without a break. */
  seconds: number;
}

/** `read`: the addresses that are unresolved now. */
export function createAbsentHosts(read: () => readonly number[], start: number): AbsentHosts {
  let unresolved = new Map<number, Unresolved>();
  let lookedAt = start;
  return {
    look(now) {
      if (now - lookedAt < LOOK_MS) return;
      lookedAt = now;
      const still = new Map<number, Unresolved>();
      for (const address of read()) {
        const entry = unresolved.get(address) ?? { asked: false, seconds: 0 };
        if (entry.asked) entry.seconds++;
        // Who was found absent stays so: it is not asked, so its entry says nothing new.
        entry.asked = false;
        still.set(address, entry);
      }
      for (const [address, entry] of unresolved) if (entry.seconds >= SECONDS) still.set(address, entry);
      unresolved = still;
    },
    spare(address) {
      const entry = unresolved.get(address);
      if (entry === undefined) return false;
      if (entry.seconds >= SECONDS) return true;
      entry.asked = true;
      return false;
    },
  };
}
