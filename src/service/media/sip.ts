// SIP over TCP and UDP: RFC 3261. OPTIONS (section 11) asks for capabilities, rings nowhere and needs no account. Over UDP one
// question serves every host.
import { SIP_CALL as CALL, sip as question } from '../../probe/udp/media/sip.ts';
import { ascii } from '../bytes.ts';
import { defineService, type Endpoint, type Verdict } from '../service.ts';
import { parseResponse } from '../web/response.ts';
import { namedProduct } from '../words/product.ts';

export const sip = defineService({
  name: 'sip',
  title: 'Session Initiation Protocol',
  specification: 'RFC 3261',
  ports: [5060, 5080],
  tlsPorts: [5061],
  udpPorts: [5060, 5070, 5080],
  hello: (endpoint) => (endpoint.proto === 'udp' ? question.bytes : options(endpoint)),
  udpYield: 5,

  read({ text }): Verdict | null {
    const response = parseResponse(text, 'SIP');
    if (response === null) return null;
    const { status, fields, isWhole } = response;
    // Section 8.2.6.2: an answer repeats the call's number and Via (short names: section 7.3.3).
    const isOurs = (fields.get('call-id') ?? fields.get('i'))?.startsWith(CALL) === true;
    const agent = fields.get('server') ?? fields.get('user-agent') ?? '';
    const named = agent === '' ? null : (nested(agent) ?? namedProduct(agent));
    const allowed = fields.get('allow');
    return {
      confidence: isOurs ? (named === null ? 0.95 : 1) : 0.7,
      ...(named ?? {}),
      details: { status, ...(agent === '' ? {} : { agent }), ...(allowed === undefined ? {} : { allowed }) },
      ...(isWhole || fields.has('cseq') ? {} : { more: true }),
    };
  },
});

function options({ ip, port }: Endpoint): Uint8Array {
  const host = ip.includes(':') ? `[${ip}]` : ip;
  const to = `<sip:${host}:${port}>`;
  return ascii(
    `OPTIONS sip:${host}:${port} SIP/2.0\r\nVia: SIP/2.0/TCP portolan.invalid;branch=z9hG4bKportolan;rport\r\n` +
      `Max-Forwards: 70\r\nFrom: <sip:portolan@portolan.invalid>;tag=portolan\r\nTo: ${to}\r\nCall-ID: ${CALL}\r\n` +
      'CSeq: 1 OPTIONS\r\nContact: <sip:portolan@portolan.invalid>\r\nAccept: application/sdp\r\nContent-Length: 0\r\n\r\n',
  );
}

/** `kamailio (5.6.3 (x86_64/linux))`: as Kamailio, OpenSIPS and their ancestor name themselves. */
function nested(agent: string): Partial<Verdict> | null {
  const words = /^([A-Za-z][\w.-]{1,30}) \((\d[\w.+~-]{0,30}) \(([^()]{1,60})\)\)/.exec(agent);
  return words === null ? null : { product: words[1], version: words[2], info: words[3] };
}
