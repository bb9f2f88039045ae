// Digi's device discovery (ADDP): the Python library addp.
//
//   `DIGI`, kind u16 (2 discovery response), length u16 (of what follows), fields: kind u8, length u8, value
//   01 MAC, 02 address, 03 mask, 04 name of the network, 05 domain, 08 firmware, 0b gateway, 0d device, 0e port u32
import { addp as question } from '../../probe/udp/discovery/addp.ts';
import { ascii, clean, stands, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const MAGIC = ascii('DIGI');
const DISCOVERY_RESPONSE = 2;
const HEADER = 8;
const MAC = 0x01;
const NETWORK_NAME = 0x04;
const FIRMWARE = 0x08;
const DEVICE = 0x0d;

export const addp = defineService({
  name: 'addp',
  title: 'Digi device discovery',
  specification: 'Advanced Device Discovery Protocol',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, MAGIC) || u16(bytes, 4) !== DISCOVERY_RESPONSE || bytes.length !== HEADER + u16(bytes, 6))
      return null;
    const fields = new Map<number, Uint8Array>();
    let at = HEADER;
    while (at + 2 <= bytes.length) {
      const end = at + 2 + u8(bytes, at + 1);
      if (end > bytes.length) return null;
      fields.set(u8(bytes, at), bytes.subarray(at + 2, end));
      at = end;
    }
    const mac = fields.get(MAC);
    if (mac?.length !== 6) return null;
    const text = (kind: number): string => clean(Buffer.from(fields.get(kind) ?? []).toString('utf8'), 60);
    const [firmware, device, hostname] = [text(FIRMWARE), text(DEVICE), text(NETWORK_NAME)];
    const version = /\d{1,3}(?:\.\d{1,5}){1,3}/.exec(firmware)?.[0];
    return {
      confidence: 1,
      product: ['Digi', device.replace(/^Digi /, '')].filter(Boolean).join(' '),
      ...(version === undefined ? {} : { version }),
      ...(hostname === '' ? {} : { hostname }),
      device: 'serial device server',
      details: { mac: Buffer.from(mac).toString('hex').match(/../g)!.join(':'), firmware },
    };
  },
});
