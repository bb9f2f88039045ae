// Echo (RFC 862), and those to which any datagram will do: daytime (RFC 867), quote of the day (RFC 865), character generator
// (RFC 864: one datagram of at most 512 characters), time (RFC 868).
import type { UdpPayload } from '../payload.ts';

/** Nothing that any protocol or terminal would say back as it is. */
export const echo: UdpPayload = {
  name: 'echo',
  ports: [7],
  bytes: Uint8Array.of(0, 0x7f, 0xff, ...Buffer.from('Portolan'), 1, 13, 10, 0x1b, 0),
};

export const anything: UdpPayload = { name: 'anything', ports: [13, 17, 19, 37], bytes: Uint8Array.of(13, 10) };
