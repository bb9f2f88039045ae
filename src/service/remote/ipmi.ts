// IPMI over LAN: IPMI 2.0 section 13, and the ping of ASF 2.0 section 3.2.4. Asked is which logins there are.
//
//   RMCP     6, 0, sequence, class (6 ASF, 7 IPMI)
//   IPMI     authentication 0, sequence u32, session u32, length u8; 81 1c checksum, 20 00 38 completion, then section 22.13:
//            channel, types of authentication, status of logins, extended, OEM 3 bytes, 1 byte, checksum
//   pong     000011be 40 tag 0 length: enterprise u32, OEM u32, entities (80 IPMI), interactions, 6 bytes
import { asfPing, ipmi as question } from '../../probe/udp/remote/ipmi.ts';
import { hex, stands, u8, u24le, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';

const RMCP = hex('06 00');
const ASF = 6;
const IPMI = 7;
const ASF_NUMBER = 0x11be;
const PONG = 0x40;
const TAG = asfPing.bytes[9];
/** From the BMC's answer on: to the remote console, network function application, response. */
const ANSWER = hex('81 1c 63 20 00 38');
const BODY = 14;
const TYPES: readonly (readonly [bit: number, name: string])[] = [
  [1, 'none'],
  [2, 'MD2'],
  [4, 'MD5'],
  [16, 'password'],
  [32, 'OEM'],
];
/** IANA private enterprise numbers. */
const MAKERS: Readonly<Record<number, string>> = {
  2: 'IBM',
  11: 'Hewlett-Packard',
  42: 'Sun',
  343: 'Intel',
  674: 'Dell',
  5771: 'Cisco',
  7154: 'IPMI forum',
  10876: 'Supermicro',
  19046: 'Lenovo',
  2011: 'Huawei',
};

export const ipmi = defineService({
  name: 'asf-rmcp',
  title: 'Intelligent Platform Management Interface',
  specification: 'IPMI 2.0, ASF 2.0',
  ports: [],
  udpPorts: [623],
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, RMCP)) return null;
    const kind = u8(bytes, 3);
    if (kind === ASF) return pongOf(bytes);
    return kind === IPMI ? capabilitiesOf(bytes) : null;
  },
});

function pongOf(bytes: Uint8Array): Verdict | null {
  if (u32(bytes, 4) !== ASF_NUMBER || u8(bytes, 8) !== PONG || u8(bytes, 9) !== TAG || u8(bytes, 11) !== 16)
    return null;
  if (bytes.length < 28) return null;
  const enterprise = u32(bytes, 12);
  const maker = enterprise === ASF_NUMBER ? undefined : MAKERS[enterprise];
  const hasIpmi = (u8(bytes, 20) & 0x80) !== 0;
  return {
    confidence: 0.95,
    info: [hasIpmi ? 'IPMI' : 'RMCP without IPMI', maker].filter(Boolean).join('; '),
    details: { enterprise, ipmi: hasIpmi },
    ...(maker === undefined ? {} : { device: `${maker} management controller` }),
  };
}

function capabilitiesOf(bytes: Uint8Array): Verdict | null {
  const length = u8(bytes, 13);
  if (u8(bytes, 4) !== 0 || length < 8 || bytes.length < BODY + length || !stands(bytes, ANSWER, BODY)) return null;
  const completion = u8(bytes, 20);
  if (completion !== 0 || length < 16) return { confidence: 0.9, info: `completion code ${completion}` };
  const [types, status, extended] = [u8(bytes, 22), u8(bytes, 23), u8(bytes, 24)];
  const isVersion2 = (types & 0x80) !== 0 && (extended & 2) !== 0;
  const logins = TYPES.filter(([bit]) => (types & bit) !== 0).map(([, name]) => name);
  const enterprise = u24le(bytes, 25);
  const maker = MAKERS[enterprise];
  const version = isVersion2 ? '2.0' : '1.5';
  return {
    confidence: 1,
    info: [`IPMI ${version}`, logins.length === 0 ? '' : `authentication ${logins.join(', ')}`, maker]
      .filter(Boolean)
      .join('; '),
    device: maker === undefined ? 'management controller' : `${maker} management controller`,
    details: {
      version,
      authentication: logins,
      anonymous: (status & 1) !== 0,
      ...(enterprise === 0 ? {} : { enterprise }),
    },
    notes: notesOf(types, status),
  };
}

/** Status: 1 anonymous login, 2 users without a name, 4 users with one; 20h without the key of two-key logins. */
function notesOf(types: number, status: number): ServiceNote[] {
  const notes: ServiceNote[] = [];
  const advice = 'keep management controllers in a network of their own, and switch this off in its settings';
  if ((types & 1) !== 0) notes.push({ code: 'N_NO_LOGIN', text: 'offers sessions without authentication', advice });
  if ((status & 1) !== 0)
    notes.push({ code: 'N_IPMI_ANONYMOUS', text: 'has a user without name and password', advice });
  if ((types & 16) !== 0) notes.push({ code: 'N_PLAIN_TEXT_LOGIN', text: 'takes passwords in the clear', advice });
  return notes;
}
