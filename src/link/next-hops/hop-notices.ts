// What a person is told of next hops that move, and of addresses that two machines have.
import { formatIpv4, formatMac } from '../../wire/address.ts';

export interface HopNotice {
  readonly code: string;
  /** Whom it is about. */
  readonly address?: string;
  readonly text: string;
}

interface NamedHop {
  readonly interfaceName: string;
  readonly address: number;
  readonly isGateway: boolean;
  readonly mac: Uint8Array;
}

/** Which of the two a frame reaches is chance. */
export function twinsNotice(
  { interfaceName, address, mac }: Omit<NamedHop, 'isGateway'>,
  other: Uint8Array,
): HopNotice {
  const text = `two machines on ${interfaceName} have the address ${formatIpv4(address)}: ${formatMac(mac, 0)}, which is asked, and ${formatMac(other, 0)}; give one of them another`;
  return { code: 'N_ADDRESS_TWICE', address: formatIpv4(address), text };
}

export function movedNotice({ interfaceName, address, isGateway, mac }: NamedHop, before: Uint8Array): HopNotice {
  const who = isGateway ? `the router ${formatIpv4(address)}` : formatIpv4(address);
  const text = `${who} on ${interfaceName} moved from ${formatMac(before, 0)} to ${formatMac(mac, 0)}: followed there`;
  return { code: 'N_HOP_MOVED', text };
}

/** Whatever tells of the same thing in the same words tells it once. */
export function onceEach(tell: (notice: HopNotice) => void): (notice: HopNotice) => void {
  const told = new Set<string>();
  return (notice) => {
    if (told.has(notice.text)) return;
    told.add(notice.text);
    tell(notice);
  };
}
