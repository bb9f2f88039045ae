// Whether an interface can send right now, and what a person is told where it cannot.
import { type NetworkInterface, withNetlink } from '../../native/netlink/netlink.ts';

/** `no-carrier`: switched on, but nothing is plugged in, or a bridge has no ports that are up. */
export type InterfaceState = 'up' | 'no-carrier' | 'down' | 'gone';

/** A question to the kernel's memory: some ten microseconds, no privileges, at any moment. */
export function interfaceState(index: number): InterfaceState {
  return withNetlink((netlink) => stateOf(netlink.interfaceAt(index)));
}

export function stateOf(each: Pick<NetworkInterface, 'up' | 'carrier'> | null): InterfaceState {
  if (each === null) return 'gone';
  if (!each.up) return 'down';
  return each.carrier ? 'up' : 'no-carrier';
}

export interface Trouble {
  /** `NO_CARRIER`, `INTERFACE_DOWN`, `INTERFACE_GONE`: `N_` or `E_` comes before it. */
  readonly code: string;
  /** What is so, and what to do about it. */
  readonly text: string;
}

export function troubleOf(name: string, state: Exclude<InterfaceState, 'up'>): Trouble {
  switch (state) {
    case 'no-carrier':
      return {
        code: 'NO_CARRIER',
        text: `${name} is not connected (no carrier): plug in its cable, or give the bridge a port that is up; see: ip link show ${name}`,
      };
    case 'down':
      return { code: 'INTERFACE_DOWN', text: `${name} is down; switch it on with: ip link set ${name} up` };
    case 'gone':
      return { code: 'INTERFACE_GONE', text: `${name} is gone; see: ip link` };
  }
}
