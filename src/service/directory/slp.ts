// SLP version 2: RFC 2608. Asked is which types of services there are (section 10.1); the answer has our number.
//
//   2, function u8 (10 service type reply), length u24, flags u16, extension u24, XID u16, language (length u16, bytes);
//   error u16, list (length u16, types with commas between)
import { SLP_ID as ID, slp as question } from '../../probe/udp/directory/slp.ts';
import { clean, textAt, u8, u16, u24 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const VERSION = 2;
const TYPES_REPLY = 10;
const LANGUAGE_AT = 12;
const TYPES_MOST = 40;
/** Section 7. */
const SCOPE_NOT_SUPPORTED = 4;

export const slp = defineService({
  name: 'svrloc',
  title: 'Service Location Protocol',
  specification: 'RFC 2608',
  ports: [],
  udpPorts: [427],
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u8(bytes, 0) !== VERSION || u8(bytes, 1) !== TYPES_REPLY || u16(bytes, 10) !== ID) return null;
    const language = u16(bytes, LANGUAGE_AT);
    const at = LANGUAGE_AT + 2 + language;
    if (u24(bytes, 2) !== bytes.length || language > 16 || at + 2 > bytes.length) return null;
    const error = u16(bytes, at);
    const length = u16(bytes, at + 2);
    if (error !== 0) {
      return {
        confidence: 0.95,
        info: error === SCOPE_NOT_SUPPORTED ? 'other scopes' : `error ${error}`,
        details: { error },
      };
    }
    if (at + 4 + length > bytes.length) return null;
    const text = textAt(bytes, at + 4, length);
    const types = text
      .split(',', TYPES_MOST)
      .filter(Boolean)
      .map((type) => clean(type.replace(/^service:/, ''), 60));
    return {
      confidence: 1,
      ...(types.some((type) => /^VMwareInfrastructure/.test(type)) ? { product: 'VMware ESXi slpd' } : {}),
      ...(types.length === 0 ? {} : { info: types.slice(0, 6).join(', ') }),
      details: { types },
      notes: [
        {
          code: 'N_UDP_AMPLIFIER',
          text: 'anybody may register with SLP and ask it: it is used for attacks on others (CVE-2023-29552)',
          advice: 'switch it off, or keep it from other networks',
        },
      ],
    };
  },
});
