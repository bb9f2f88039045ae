// CoAP: RFC 7252 section 3; RFC 6690 (links); RFC 7959 (blocks).
//
//   version 2 bits (1), type 2 bits (2 acknowledgement, 3 reset), token length 4 bits; code u8: class 3 bits, detail 5; message u16;
//   token; options: delta 4 bits, length 4 bits (13: u8 more, 14: u16 more); ff, payload
import { COAP_MESSAGE, COAP_TOKEN, coap as question } from '../../probe/udp/messaging/coap.ts';
import { ascii, clean, latin1, stands, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const TOKEN = ascii(COAP_TOKEN);
const HEADER = 4;
const RESET = 3;
const CONTENT_FORMAT = 12;
const LINK_FORMAT = 40;
const LINKS_MOST = 20;
const END = 0xff;

export const coap = defineService({
  name: 'coap',
  title: 'Constrained Application Protocol',
  specification: 'RFC 7252',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    const first = u8(bytes, 0);
    if (first >> 6 !== 1 || bytes.length < HEADER) return null;
    const code = u8(bytes, 1);
    const type = (first >> 4) & 3;
    if (type === RESET) {
      const isOurs = code === 0 && bytes.length === HEADER && (first & 15) === 0 && u16(bytes, 2) === COAP_MESSAGE;
      return isOurs ? { confidence: 0.9, info: 'reset' } : null;
    }
    const kind = code >> 5;
    if ((first & 15) !== TOKEN.length || !stands(bytes, TOKEN, HEADER) || kind < 2 || kind > 5) return null;
    const { format, payload } = restOf(bytes);
    const info = `${kind}.${String(code & 31).padStart(2, '0')}`;
    if (code !== 0x45 || format !== LINK_FORMAT) return { confidence: 0.95, info };
    const resources = [...latin1(payload).matchAll(/<([^>]{1,100})>/g)]
      .slice(0, LINKS_MOST)
      .map(([, path]) => clean(path));
    return {
      confidence: 1,
      ...(resources.length === 0 ? {} : { info: clean(resources.join(' '), 80) }),
      details: { resources },
      ...(/libcoap/i.test(latin1(payload)) ? { product: 'libcoap' } : {}),
    };
  },
});

function restOf(bytes: Uint8Array): { readonly format: number; readonly payload: Uint8Array } {
  let at = HEADER + TOKEN.length;
  let number = 0;
  let format = -1;
  while (at < bytes.length && u8(bytes, at) !== END) {
    const lead = u8(bytes, at++);
    const [delta, afterDelta] = extended(bytes, lead >> 4, at);
    const [length, value] = extended(bytes, lead & 15, afterDelta);
    number += delta;
    if (number === CONTENT_FORMAT && length <= 2)
      format = length === 2 ? u16(bytes, value) : length === 1 ? u8(bytes, value) : 0;
    at = value + length;
  }
  return { format, payload: bytes.subarray(at + 1) };
}

/** Section 3.1: a number of four bits, and what more of it stands at `at`; and where that ends. */
function extended(bytes: Uint8Array, bits: number, at: number): readonly [value: number, end: number] {
  if (bits === 13) return [u8(bytes, at) + 13, at + 1];
  return bits === 14 ? [u16(bytes, at) + 269, at + 2] : [bits, at];
}
