// uwsgi: the uwsgi protocol (uWSGI documentation, "The uwsgi Protocol"). Pinged, as one uWSGI does with another.
//
//   packet   modifier1 u8 (100 ping), length u16le, modifier2 u8 (0 ping, 1 pong)
import { hex, u8, u16le } from '../bytes.ts';
import { defineService } from '../service.ts';

const PING = 100;

export const uwsgi = defineService({
  name: 'uwsgi',
  title: 'uwsgi',
  specification: 'The uwsgi Protocol',
  ports: [3031],
  hello: hex('64 0000 00'),
  ownPortsOnly: true,

  read({ bytes, to }) {
    if (to !== 'uwsgi' || u8(bytes, 0) !== PING || u8(bytes, 3) !== 1 || bytes.length !== 4 + u16le(bytes, 1))
      return null;
    return {
      confidence: 0.95,
      product: 'uWSGI',
      notes: [
        {
          code: 'N_UWSGI_REACHABLE',
          text: 'takes requests as from its own web server',
          advice: 'bind it to loopback or a Unix socket',
        },
      ],
    };
  },
});
