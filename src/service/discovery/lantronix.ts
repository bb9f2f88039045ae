// Lantronix device servers: UDS-10 User Guide, section 8.1.
//
//   00 00 00 f7, 16 bytes of the firmware's image (4 software type: 2 characters, 14 checksum u16), 4 bytes device information;
//   newer ones add their MAC (24, 6 bytes)
import { lantronix as question } from '../../probe/udp/discovery/lantronix.ts';
import { hex, stands, textAt } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const ANSWER = hex('00 00 00 f7');
const LEAST = 24;
const TYPE = 8;
const MAC = 24;

export const lantronix = defineService({
  name: 'lantronix',
  title: 'Lantronix device server',
  specification: 'UDS-10 User Guide',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, ANSWER) || bytes.length < LEAST || bytes.length > 2 * LEAST) return null;
    const type = /^[A-Z0-9]{2}$/.exec(textAt(bytes, TYPE, 2))?.[0];
    const mac = Buffer.from(bytes.subarray(MAC, MAC + 6)).toString('hex');
    const isMac = bytes.length >= MAC + 6 && !/^0+$/.test(mac);
    return {
      confidence: type === undefined ? 0.8 : 0.9,
      product: 'Lantronix device server',
      device: 'serial device server',
      ...(type === undefined ? {} : { info: `firmware type ${type}` }),
      details: { ...(isMac ? { mac: mac.match(/../g)!.join(':') } : {}) },
      notes: [
        {
          code: 'N_SETUP_OVER_UDP',
          text: 'answers the setup protocol on port 30718 without a login',
          advice: 'keep the port away from other networks, or switch the protocol (77FE) off',
        },
      ],
    };
  },
});
