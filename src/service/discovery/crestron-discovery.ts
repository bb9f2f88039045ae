// Crestron's discovery, as its Toolbox speaks it.
//
//   15 00 00 00, 6 bytes, name to a zero byte (256 bytes), then `MODEL [vVERSION (DATE), #SERIAL] @E-MAC`
import { crestron as question } from '../../probe/udp/industrial/crestron.ts';
import { clean, cString, hex, stands, textAt } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const ANSWER = hex('15 00 00 00');
const NAME = 10;
const TEXT_MOST = 400;
const DESCRIBED = /([A-Z][\w-]{1,30})[ A-Za-z]{0,30} \[v(\d[\w.]{0,20})([\x20-\x5c\x5e-\x7e]{0,100})\]/;

export const crestronDiscovery = defineService({
  name: 'crestron-discovery',
  title: 'Crestron discovery',
  specification: 'Crestron Toolbox: discovery',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, ANSWER) || bytes.length < NAME + 2) return null;
    const hostname = clean(cString(bytes, NAME, 64), 64);
    if (!/^[\w.-]{1,64}$/.test(hostname)) return null;
    const said = DESCRIBED.exec(textAt(bytes, NAME + hostname.length, TEXT_MOST));
    const device = 'building controller';
    if (said === null) return { confidence: 0.8, hostname, product: 'Crestron device', device };
    return {
      confidence: 0.95,
      hostname,
      product: `Crestron ${said[1]}`,
      version: said[2],
      device,
      details: { description: clean(said[0]) },
    };
  },
});
