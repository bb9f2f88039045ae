// WS-Discovery (OASIS 1.1 section 5, in the namespaces of 2005/04, which printers, cameras and Windows speak): a probe for
// anything.
import type { UdpPayload } from '../payload.ts';

/** What an answer relates to (section 5.3). */
export const WS_MESSAGE = 'urn:uuid:504f5254-4f4c-414e-8000-000000003702';

export const wsDiscovery: UdpPayload = {
  name: 'ws-discovery',
  ports: [3702],
  bytes: Uint8Array.from(
    Buffer.from(
      '<?xml version="1.0" encoding="utf-8"?>' +
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"' +
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"' +
        ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">' +
        '<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>' +
        `<a:MessageID>${WS_MESSAGE}</a:MessageID>` +
        '<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>' +
        '<s:Body><d:Probe/></s:Body></s:Envelope>',
    ),
  ),
};
