import type { NetworkInterface } from './netlink/values.ts';

/** An Ethernet card that is up, where nothing else is said. */
export function makeInterface(index: number, name: string, over: Partial<NetworkInterface> = {}): NetworkInterface {
  return {
    index,
    name,
    kind: null,
    hardwareType: 1,
    mac: Uint8Array.of(2, 0, 0, 0, 0, index),
    mtu: 1500,
    up: true,
    running: true,
    carrier: true,
    loopback: false,
    noArp: false,
    pointToPoint: false,
    master: null,
    lower: null,
    lowerElsewhere: false,
    vlan: null,
    ...over,
  };
}
