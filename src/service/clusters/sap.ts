// SAP's network interface (NI), which router, dispatcher, gateway and message server speak: SAP documentation, "SAProuter", and
// SAP Note 500235 on its error texts. A ping is answered by all of them.
//
//   message   length u32, bytes; `NI_PING\0` is answered with `NI_PONG\0`
//   error     `NI_RTERR\0`, version u8, opcode u8, 0 u8, code i32, length u32, texts to zero bytes: `*ERR*`, `1`, error, number,
//             module, line, ..., release ...
import { ascii, clean, concat, hex, latin1, textAt, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const PONG = 'NI_PONG\0';
const ERROR = 'NI_RTERR\0';
const LENGTH_MOST = 8192;

export const sap = defineService({
  name: 'sap-ni',
  title: 'SAP NI (router, dispatcher, gateway)',
  specification: 'SAP documentation: SAProuter',
  ports: [3299, 3200, 3201, 3210, 3300, 3301, 3600],
  hello: concat(hex('00000008'), ascii('NI_PING\0')),
  ownPortsOnly: true,

  read({ bytes }) {
    const length = u32(bytes, 0);
    if (length < 8 || length > LENGTH_MOST || bytes.length < 12) return null;
    if (length === 8 && textAt(bytes, 4, 8) === PONG) return { confidence: 0.95 };
    if (textAt(bytes, 4, 9) !== ERROR) return null;
    const words = latin1(bytes.subarray(4, 4 + length))
      .split('\0')
      .filter((text) => /^[\x20-\x7e]{2,}$/.test(text));
    if (!words.includes('*ERR*')) return { confidence: 0.85 };
    const isRouter = words.some((text) => /SAProuter/i.test(text));
    return {
      confidence: 1,
      ...(isRouter
        ? { service: 'saprouter', product: 'SAProuter', cpe: [cpeOf('sap', 'saprouter')] }
        : { product: 'SAP' }),
      info: clean(words[words.indexOf('*ERR*') + 1] ?? '', 100),
      details: { words: words.slice(0, 20).map((text) => clean(text)) },
    };
  },
});
