// Remote Desktop over UDP: [MS-RDPEUDP] 2.2.2.1, 2.2.2.5, 3.1.5.1.2.
//
//   acknowledged u32 (ours), window u16, flags u16 (1 SYN, 4 ACK, 200 lossy, 1000 versions), number u32, MTU up u16, MTU down u16, zeros
import { rdpUdp as question, RDP_UDP_SEQUENCE } from '../../probe/udp/remote/rdp-udp.ts';
import { stands, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const SYN_ACK = 0x0005;
const OPTIONS = 0x1a00;
const SEQUENCE = Uint8Array.from(RDP_UDP_SEQUENCE);
const MTU_LEAST = 1132;
const MTU_MOST = 1232;

export const rdpUdp = defineService({
  name: 'ms-wbt-server',
  title: 'Remote Desktop over UDP',
  specification: '[MS-RDPEUDP]',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, SEQUENCE) || (u16(bytes, 6) & ~OPTIONS) !== SYN_ACK || bytes.length < 16) return null;
    const [up, down] = [u16(bytes, 12), u16(bytes, 14)];
    if (up < MTU_LEAST || up > MTU_MOST || down < MTU_LEAST || down > MTU_MOST) return null;
    return { confidence: 1, product: 'Remote Desktop', info: 'over UDP' };
  },
});
