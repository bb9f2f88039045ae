// FINS over UDP of Omron controllers: W342 "Communications Commands Reference", 3-3 and 5-3-9.
//
//   0  ICF (c0: an answer)  1 RSV  2 GCT  3 DNA  4 DA1  5 DA2  6 SNA  7 SA1  8 SA2  9 SID  10 command u16  12 end code u16
//   14 controller data: model 20 characters, version 20 characters, ...
import { FINS_NODE, FINS_SERVICE_ID, fins as question } from '../../probe/udp/fins.ts';
import { clean, cString, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const DATA = 14;

export const finsUdp = defineService({
  name: 'fins',
  title: 'Omron FINS',
  specification: 'W342',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if ((u8(bytes, 0) & 0xc0) !== 0xc0 || u8(bytes, 1) !== 0) return null;
    const isOurs = u8(bytes, 9) === FINS_SERVICE_ID && u8(bytes, 4) === FINS_NODE && u16(bytes, 10) === 0x0501;
    if (!isOurs || bytes.length < DATA) return null;
    const end = u16(bytes, 12);
    const device = 'controller';
    // The upper bits of its second byte only tell of its state (5-1-3).
    if ((end & 0xff3f) !== 0 || bytes.length < DATA + 40)
      return { confidence: 0.95, info: `end code ${end.toString(16)}`, device };
    const model = clean(cString(bytes, DATA, 20), 24);
    const version = clean(cString(bytes, DATA + 20, 20), 24);
    return {
      confidence: 1,
      product: `Omron ${model}`.trim(),
      ...(version === '' ? {} : { version }),
      device,
      details: { node: u8(bytes, 7) },
    };
  },
});
