// SNMP: RFC 3412 (messages), RFC 3414 (who the engine is). Asked is the engine's identity, which version 3 tells anybody; a
// community is asked only where the user named it (communities.ts).
//
//   message      30 { 02 version, 30 header, 04 { 30 { 04 engine, 02 boots, 02 time, ... } }, 30 scoped PDU }
//   scoped PDU   30 { 04 context engine, 04 context name, a8 report ... }
//   engine       enterprise u32 with its first bit set, format u8, data (RFC 3411 section 5, SnmpEngineID)
import { snmpDiscovery } from '../../probe/udp/monitoring/snmp.ts';
import { textAt, u8, u32 } from '../bytes.ts';
import { childrenOf, type Element, elementAt, smallInteger } from '../directory/ber.ts';
import { defineService, type Verdict } from '../service.ts';
import { ENTERPRISES } from './enterprises.ts';

const VERSION_3 = 3;
const REPORT = 0xa8;
const SEQUENCE = 0x30;
const OCTETS = 0x04;
const FORMATS: Readonly<Record<number, string>> = { 1: 'ipv4', 2: 'ipv6', 3: 'mac', 4: 'text', 5: 'octets' };

export const snmp = defineService({
  name: 'snmp',
  title: 'Simple Network Management Protocol',
  specification: 'RFC 3412, RFC 3414',
  ports: [],
  udpPorts: [161],
  udpYield: 2,
  hello: snmpDiscovery.bytes,

  read({ bytes }): Verdict | null {
    if (u8(bytes, 0) !== SEQUENCE) return null;
    const message = elementAt(bytes, 0);
    if (message === null) return null;
    const [version, header, security, scoped] = childrenOf(bytes, message);
    if (smallInteger(bytes, version) !== VERSION_3 || header?.tag !== SEQUENCE || security?.tag !== OCTETS) return null;
    const parameters = elementAt(bytes, security.begin, security.end);
    if (parameters?.tag !== SEQUENCE) return null;
    const [engine, boots, seconds] = childrenOf(bytes, parameters);
    // Who asks does not know it; who answers does.
    if (
      engine?.tag !== OCTETS ||
      engine.end === engine.begin ||
      smallInteger(bytes, boots) < 0 ||
      smallInteger(bytes, seconds) < 0
    )
      return null;
    const isReport = scoped !== undefined && childrenOf(bytes, scoped).some(({ tag }) => tag === REPORT);
    const known = engineOf(bytes, engine);
    return {
      confidence: isReport ? 1 : 0.9,
      ...(known.product === undefined ? {} : { product: known.product }),
      info: ['SNMPv3', known.maker].filter(Boolean).join('; '),
      details: {
        ...known.details,
        engineBoots: smallInteger(bytes, boots),
        engineTimeSeconds: smallInteger(bytes, seconds),
      },
    };
  },
});

interface Engine {
  readonly maker?: string;
  readonly product?: string;
  readonly details: Readonly<Record<string, unknown>>;
}

function engineOf(bytes: Uint8Array, { begin, end }: Element): Engine {
  const length = end - begin;
  if (length < 5 || length > 32) return { details: {} };
  const first = u32(bytes, begin);
  const enterprise = first >= 0x8000_0000 ? first - 0x8000_0000 : first;
  const [maker, product] = ENTERPRISES[enterprise] ?? [];
  const format = FORMATS[u8(bytes, begin + 4)];
  const isRfc3411 = first >= 0x8000_0000 && format !== undefined;
  const engineId = Buffer.from(bytes.subarray(begin, end)).toString('hex');
  return {
    ...(maker === undefined ? {} : { maker }),
    ...(product === undefined ? {} : { product }),
    details: { engineId, enterprise, ...(isRfc3411 ? { [format]: dataOf(bytes, begin + 5, end, format) } : {}) },
  };
}

function dataOf(bytes: Uint8Array, begin: number, end: number, format: string): string {
  const data = bytes.subarray(begin, end);
  if (format === 'ipv4') return data.join('.');
  if (format === 'text') return textAt(bytes, begin, end - begin);
  const hex = Buffer.from(data).toString('hex');
  return format === 'mac' ? (hex.match(/../g) ?? []).join(':') : hex;
}
