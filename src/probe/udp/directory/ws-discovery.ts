// WS-Discovery (OASIS 1.1 section 5, in the namespaces of 2005/04, which printers, cameras and Windows speak): a probe for
// anything.
import type { UdpPayload } from '../payload.ts';

/** What an answer relates to (section 5.3). A scan asks every host under one name; who asks again takes another, as a host that has
 * answered one stays silent to it for a while (section 3.1.3). */
export const WS_MESSAGE = 'urn:uuid:504f5254-4f4c-414e-8000-000000003702';
/** How all names of ours begin. */
export const WS_OURS = 'urn:uuid:504f5254-4f4c-414e-8';

/** `action`: Probe, Resolve. */
export function wsDiscoveryMessage(name: string, action: string, body: string): Uint8Array {
  return Uint8Array.from(
    Buffer.from(
      '<?xml version="1.0" encoding="utf-8"?>' +
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"' +
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"' +
        ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">' +
        `<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/${action}</a:Action>` +
        `<a:MessageID>${name}</a:MessageID>` +
        '<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>' +
        `<s:Body>${body}</s:Body></s:Envelope>`,
    ),
  );
}

export const wsDiscovery: UdpPayload = {
  name: 'ws-discovery',
  ports: [3702],
  bytes: wsDiscoveryMessage(WS_MESSAGE, 'Probe', '<d:Probe/>'),
};
