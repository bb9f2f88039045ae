// MikroTik's neighbour discovery: Wireshark, packet-mndp.c. A router that is asked tells all of its link, by a broadcast to port 5678.
//
//   header u16, number u16, fields: kind u16, length u16, value
//   1 MAC, 5 identity, 7 version, 8 platform, 10 seconds up u32le, 11 software id, 12 board, 16 interface
import { mndp as question } from '../../probe/udp/discovery/mndp.ts';
import { clean, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { fieldsOf } from './fields.ts';

const HEADER = 4;

export const mndp = defineService({
  name: 'mndp',
  title: 'MikroTik neighbour discovery',
  specification: 'MikroTik Neighbor Discovery Protocol',
  ports: [],
  udpPorts: question.ports,
  udpFromElsewhere: true,
  udpFrom: { port: question.ports[0] },
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (bytes.length < HEADER + 14) return null;
    const fields = fieldsOf(bytes, HEADER, 2);
    const mac = fields?.get(1);
    const text = (kind: number): string => clean(Buffer.from(fields?.get(kind) ?? []).toString('utf8'), 80);
    const [identity, told, platform, board] = [text(5), text(7), text(8), text(12)];
    if (mac?.length !== 6 || platform !== 'MikroTik') return null;
    const version = /^\d[\w.]{0,20}/.exec(told)?.[0];
    const uptime = fields?.get(10);
    return {
      confidence: 1,
      product: 'MikroTik RouterOS',
      ...(version === undefined ? {} : { version, cpe: [cpeOf('mikrotik', 'routeros', version)] }),
      ...(identity === '' ? {} : { hostname: identity }),
      ...(board === '' ? {} : { info: board }),
      os: 'RouterOS',
      device: 'router',
      details: {
        version: told,
        mac: Buffer.from(mac).toString('hex').match(/../g)!.join(':'),
        ...(uptime?.length === 4 ? { uptimeSeconds: u32le(uptime, 0) } : {}),
      },
    };
  },
});
