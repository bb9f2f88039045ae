// Quote of the day: RFC 865. At most 512 characters, and it closes. So do many others: on its own port it is likely, never sure.
import { anything } from '../../probe/udp/small/small.ts';
import { clean } from '../bytes.ts';
import { defineService } from '../service.ts';

const PORT = 17;

export const qotd = defineService({
  name: 'qotd',
  title: 'Quote of the Day',
  specification: 'RFC 865',
  ports: [PORT],

  read({ text, sent, closed, endpoint }) {
    const hasEnded = endpoint.proto === 'udp' || (sent === null && closed);
    if (endpoint.port !== PORT || !hasEnded || text.length > 512) return null;
    if (!/^[\t\r\n\x20-\x7e\xa0-\xff]{10,512}$/.test(text) || !/[a-z]{2} [a-z]/i.test(text)) return null;
    return { confidence: 0.5, info: clean(text, 60) };
  },
});

/** Over UDP a datagram asks. */
export const qotdUdp = defineService({ ...qotd, ports: [], udpPorts: [17], hello: anything.bytes });
