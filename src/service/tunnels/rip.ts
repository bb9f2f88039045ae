// RIP version 2: RFC 2453 section 4. Asked for one route, the default, a router repeats the question as an answer, with its own
// metric: 16 where it has none (section 3.9.1).
//
//   0  command (2: response)   1  version   2  0 u16   4  family u16   6  tag u16   8  address   12  mask   16  next hop   20  metric
import { rip as question } from '../../probe/udp/tunnels/rip.ts';
import { stands, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const RESPONSE = 2;
const LENGTH = 24;
const INFINITY = 16;

export const rip = defineService({
  name: 'router',
  title: 'Routing Information Protocol',
  specification: 'RFC 2453',
  ports: [],
  udpPorts: [520],
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const [version, metric] = [u8(bytes, 1), u32(bytes, 20)];
    if (u8(bytes, 0) !== RESPONSE || version < 1 || version > 2 || u16(bytes, 2) !== 0 || bytes.length !== LENGTH)
      return null;
    // The route that was asked for: 0.0.0.0.
    const isOurs = stands(bytes, question.bytes.subarray(4, 6), 4) && u32(bytes, 8) === 0 && u32(bytes, 12) === 0;
    if (!isOurs || metric < 1 || metric > INFINITY) return null;
    return {
      confidence: 0.95,
      info: `RIPv${version}; ${metric === INFINITY ? 'no default route' : `default route, ${metric} hops`}`,
      details: { version, defaultMetric: metric },
      notes: [
        {
          code: 'N_RIP_ANSWERS',
          text: 'tells its routes to whoever asks, without authentication',
          advice: 'give RIP a key (RFC 4822), or a protocol that has one',
        },
      ],
    };
  },
});
