// PulseAudio's native protocol (src/pulsecore/pstream.c, native-common.h, tagstruct.h). Asked is who is there, without a
// cookie: mostly an error in its own form.
//
//   frame    length u32, channel u32 ffffffff, offset 2 x u32, flags u32
//   payload  values, each behind a letter: 'L' u32, 't' text with a zero; first command ('L'), then tag ('L')
//   0 ERROR: code ('L', 1 access denied); 2 REPLY; 20 GET_SERVER_INFO: name, version, user, host
import { clean, cString, hex, stands, u8, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const HEADER = 20;
const COMMAND_HEAD = 10;
const ERROR = 0;
const REPLY = 2;
const TAG = hex('4c 504f5254');
const CONTROL = hex('ffffffff 00000000 00000000 00000000');

export const pulseaudio = defineService({
  name: 'pulseaudio',
  title: 'PulseAudio native protocol',
  specification: 'PulseAudio native protocol',
  ports: [4713],
  hello: hex('0000000a ffffffff 00000000 00000000 00000000 4c00000014 4c504f5254'),

  read({ bytes }): Verdict | null {
    const length = u32(bytes, 0);
    if (!stands(bytes, CONTROL, 4) || length < COMMAND_HEAD || length > 65_536) return null;
    if (u8(bytes, HEADER) !== 0x4c || !stands(bytes, TAG, HEADER + 5)) return null;
    const command = u32(bytes, HEADER + 1);
    if (command === ERROR) return { confidence: 1, product: 'PulseAudio', info: 'wants a cookie' };
    return command === REPLY ? serverInfo(bytes.subarray(0, HEADER + length)) : null;
  },
});

function serverInfo(bytes: Uint8Array): Verdict {
  const texts: string[] = [];
  for (let at = HEADER + COMMAND_HEAD; texts.length < 4 && u8(bytes, at) === 0x74; ) {
    const text = cString(bytes, at + 1);
    texts.push(clean(text));
    at += text.length + 2;
  }
  const [product, version, user, hostname] = texts;
  return {
    confidence: 1,
    ...(product === undefined ? {} : { product: /^pulseaudio$/i.test(product) ? 'PulseAudio' : product }),
    ...(version === undefined ? {} : { version }),
    ...(hostname === undefined || hostname === '' ? {} : { hostname }),
    details: { user },
    notes: [
      {
        code: 'N_NO_LOGIN',
        text: 'lets anybody listen and play without a cookie',
        advice: 'take auth-anonymous off, or bind it to loopback',
      },
    ],
  };
}
