// LDP, label distribution: RFC 5036 section 3. An Initialization of a peer that nobody knows is refused in its own form.
//
//   PDU      version u16 1, length u16, LDP identifier (router 4 bytes, label space u16)
//   message  type u16 (1 Notification, 200 Initialization), length u16, id u32, TLVs
//   TLV      type u16 (300 Status: code u32, message id u32, message type u16), length u16
import { hex, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const NOTIFICATION = 0x0001;
const INITIALIZATION = 0x0200;
const STATUS = 0x0300;

export const ldp = defineService({
  name: 'ldp',
  title: 'Label Distribution Protocol',
  specification: 'RFC 5036',
  ports: [646],
  hello: hex('0001 0020 c0000201 0000 0200 0016 00000001 0500 000e 0001 00b4 00 00 1000 00000000 0000'),
  ownPortsOnly: true,

  read({ bytes }): Verdict | null {
    const length = u16(bytes, 2);
    const type = u16(bytes, 10) & 0x7fff;
    if (u16(bytes, 0) !== 1 || length < 14 || length > 4096 || bytes.length < 4 + length) return null;
    if (u16(bytes, 12) + 8 > length || (type !== NOTIFICATION && type !== INITIALIZATION)) return null;
    if (type === NOTIFICATION && (u16(bytes, 18) & 0x3fff) !== STATUS) return null;
    const router = [...bytes.subarray(4, 8)].join('.');
    return {
      confidence: 0.95,
      info: `router ${router}`,
      device: 'router',
      ...(type === NOTIFICATION
        ? { details: { router, status: u32(bytes, 22) & 0x3fff_ffff } }
        : { details: { router } }),
    };
  },
});
