// SSDP (UPnP Device Architecture 2.0 section 1.3.2): a search for root devices, sent to the host alone.
import type { UdpPayload } from '../payload.ts';

const LINES = [
  'M-SEARCH * HTTP/1.1',
  'HOST: 239.255.255.250:1900',
  'MAN: "ssdp:discover"',
  'MX: 1',
  'ST: upnp:rootdevice',
  '',
  '',
];

export const ssdp: UdpPayload = {
  name: 'ssdp',
  ports: [1900],
  bytes: Uint8Array.from(Buffer.from(LINES.join('\r\n'))),
};
