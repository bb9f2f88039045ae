// Ubiquiti's discovery, version 1 (Rapid7, "Ubiquiti Discovery Service Exposures", 2019, and what devices say).
//
//   version u8 1, command u8 0, length u16 (of what follows), fields: kind u8, length u16, value
//   01 MAC, 02 MAC and IPv4 address, 03 firmware, 0a seconds up, 0b name, 0c platform, 0d ESSID, 0e mode, 14 model
import { ubiquiti as question } from '../../probe/udp/discovery/ubiquiti.ts';
import { clean, u8, u16, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import { fieldsOf } from './fields.ts';

const NOTE: ServiceNote = {
  code: 'N_DISCOVERY_AMPLIFIES',
  text: 'tells all about the device to a question of four bytes',
  advice: 'switch discovery off, or keep port 10001 away from other networks',
};

export const ubiquiti = defineService({
  name: 'ubiquiti-discovery',
  title: 'Ubiquiti discovery',
  specification: 'Ubiquiti discovery, version 1',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u16(bytes, 0) !== 0x0100 || u16(bytes, 2) < 9 || bytes.length !== 4 + u16(bytes, 2)) return null;
    const fields = fieldsOf(bytes, 4, 1);
    const mac = fields?.get(1) ?? fields?.get(2)?.subarray(0, 6);
    if (fields === null || mac === undefined || mac.length !== 6) return null;
    const text = (kind: number): string => clean(Buffer.from(fields.get(kind) ?? []).toString('utf8'), 80);
    const [firmware, hostname, platform, essid, model] = [text(3), text(0x0b), text(0x0c), text(0x0d), text(0x14)];
    // `XM.ar7240.v5.6.15.29995.160901.1147`, `EdgeRouter.ER-e50.v1.10.7...`
    const version = /(?:^|\.)v(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?)/.exec(firmware)?.[1];
    const uptime = fields.get(0x0a);
    return {
      confidence: firmware === '' ? 0.9 : 1,
      product: ['Ubiquiti', model || platform].filter(Boolean).join(' '),
      ...(version === undefined ? {} : { version }),
      ...(hostname === '' ? {} : { hostname }),
      ...(essid === '' ? {} : { info: `ESSID ${essid}` }),
      device: u8(fields.get(0x0e) ?? new Uint8Array(0), 0) === 0 ? 'network device' : 'access point',
      details: {
        firmware,
        mac: Buffer.from(mac).toString('hex').match(/../g)!.join(':'),
        ...(uptime?.length === 4 ? { uptimeSeconds: u32(uptime, 0) } : {}),
      },
      notes: [NOTE],
    };
  },
});
