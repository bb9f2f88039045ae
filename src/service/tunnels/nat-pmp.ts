// NAT-PMP (RFC 6886) and PCP (RFC 6887): a router tells its outer address, or how long it has been running. Nothing is mapped.
//
//   NAT-PMP   version 0, operation 80 | 0, result u16, seconds u32, address 4 bytes (section 3.2)
//   PCP       version 2, R 80 | operation, 0, result u8, lifetime u32, seconds u32, 12 zero bytes (section 7.2)
import { natPmp as question } from '../../probe/udp/tunnels/nat-pmp.ts';
import { u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const PMP_LENGTH = 12;
const PCP_LENGTH = 24;
const ANSWER = 0x80;
const RESULTS = [
  '',
  'unsupported version',
  'not authorised',
  'network failure',
  'out of resources',
  'unsupported operation',
];
const PCP_RESULT_MOST = 13;

export const natPmp = defineService({
  name: 'nat-pmp',
  title: 'NAT Port Mapping Protocol, Port Control Protocol',
  specification: 'RFC 6886, RFC 6887',
  ports: [],
  udpPorts: [5351],
  hello: question.bytes,

  read({ bytes, endpoint }): Verdict | null {
    // Nothing of it is ours: on other ports it is only likely.
    const confidence = endpoint.port === 5351 ? 0.9 : 0.6;
    if (u8(bytes, 1) !== ANSWER) return null;
    if (u8(bytes, 0) === 0) return pmpOf(bytes, confidence);
    const isPcp =
      u8(bytes, 0) === 2 && bytes.length === PCP_LENGTH && u8(bytes, 2) === 0 && u8(bytes, 3) <= PCP_RESULT_MOST;
    if (!isPcp || u32(bytes, 12) !== 0 || u32(bytes, 16) !== 0 || u32(bytes, 20) !== 0) return null;
    return { confidence, info: 'PCP', details: { result: u8(bytes, 3), seconds: u32(bytes, 8) } };
  },
});

function pmpOf(bytes: Uint8Array, confidence: number): Verdict | null {
  const result = u16(bytes, 2);
  const isShort = bytes.length === 8 && result !== 0;
  if ((bytes.length !== PMP_LENGTH && !isShort) || result >= RESULTS.length) return null;
  const details = { result, seconds: u32(bytes, 4) };
  if (result !== 0) return { confidence, info: `NAT-PMP: ${RESULTS[result]}`, details };
  const address = bytes.subarray(8, 12).join('.');
  return { confidence, info: `NAT-PMP; outer address ${address}`, details: { ...details, address } };
}
