// Time: RFC 868. Four bytes, the seconds since 1900 in network order, and it closes. Four bytes that are the time of now are no chance.
import { anything } from '../../probe/udp/small/small.ts';
import { u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

/** Seconds from 1900 to 1970. */
const TO_1970 = 2_208_988_800;
const SECONDS_OFF = 86_400;

export const time = defineService({
  name: 'time',
  title: 'Time',
  specification: 'RFC 868',
  ports: [37],

  read({ bytes, closed, endpoint }) {
    if (bytes.length !== 4) return null;
    // The counter comes round in 2036.
    const seconds = (u32(bytes, 0) - TO_1970 + 2 ** 32) % 2 ** 32;
    const off = Math.abs(seconds - ((Date.now() / 1000) % 2 ** 32));
    if (off > SECONDS_OFF) return null;
    return { confidence: closed || endpoint.proto === 'udp' ? 0.9 : 0.7, info: new Date(seconds * 1000).toISOString() };
  },
});

/** Over UDP a datagram asks. */
export const timeUdp = defineService({ ...time, ports: [], udpPorts: [37], hello: anything.bytes });
