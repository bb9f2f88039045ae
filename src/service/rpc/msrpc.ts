// MS-RPC over TCP: DCE 1.1 RPC (C706 chapter 12), [MS-RPCE]. A bind to the object resolver, which lives beside the
// endpoint mapper; any other endpoint refuses the interface in the same form. The resolver says its names ([MS-DCOM]
// 3.1.2.5.1.6, ServerAlive2).
//
//   header   version u8 5, 0; type u8 (2 response, 3 fault, 11 bind, 12 bind ack, 13 bind nak), flags u8,
//            data format 10000000, fragment length u16le, authentication length u16le, call u32le
//   12       24 secondary address: length u16le, text; filled up to four; count u8, 3 bytes, result u16le (0 accepted)
//   2        24 stub: version, referent, count u32le, entries u16le, security offset u16le, then string bindings
import { clean, cString, hex, u8, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { utf16 } from '../sharing/ntlm.ts';
import type { Talk } from '../talk/talk.ts';

const BIND_ACK = 12;
const BIND_NAK = 13;
const RESPONSE = 2;
const FAULT = 3;
const CALL = 0x504f;
const BINDINGS_MOST = 16;
const TOWER_TCP = 7;

/** 99fcfec4-5260-101b-bbcb-00aa0021347a version 0, in NDR (8a885d04-1ceb-11c9-9fe8-08002b104860 version 2). */
const BIND = hex(`
  05000b03 10000000 4800 0000 4f500000 b810 b810 00000000 01000000
  0000 0100 c4fefc9960521b10bbcb00aa0021347a 00000000
  045d888aeb1cc9119fe808002b104860 02000000`);
const SERVER_ALIVE_2 = hex('05000003 10000000 1800 0000 4f500000 00000000 0000 0500');

export const msrpc = defineService({
  name: 'epmap',
  title: 'MS-RPC endpoint mapper',
  specification: 'C706, [MS-RPCE]',
  ports: [135, 593],
  hello: BIND,

  read({ bytes, endpoint }) {
    const type = typeOf(bytes);
    // Elsewhere than on its port it is some endpoint, until it accepts the resolver's interface.
    const service = endpoint.port === 135 ? {} : { service: 'msrpc' };
    if (type === BIND_NAK || type === FAULT) return { confidence: 0.9, ...service, info: 'refuses to bind' };
    if (type !== BIND_ACK || bytes.length < u16le(bytes, 8)) return null;
    const address = cString(bytes, 26, u16le(bytes, 24));
    const at = (26 + u16le(bytes, 24) + 3) & ~3;
    const isAccepted = u8(bytes, at) > 0 && u16le(bytes, at + 4) === 0;
    return {
      confidence: 0.95,
      ...(isAccepted ? {} : service),
      ...(address === '' ? {} : { details: { address: clean(address) } }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.service !== undefined || verdict.info !== undefined) return verdict;
    talk.send(SERVER_ALIVE_2);
    const bytes = await talk.receive((came) => came.length >= 16 && came.length >= u16le(came, 8));
    if (typeOf(bytes) !== RESPONSE) return verdict;
    const names = bindingsOf(bytes);
    const [hostname] = names.filter((name) => !/^[\d.]+$|:/.test(name));
    return {
      ...verdict,
      confidence: 1,
      product: 'Microsoft Windows RPC',
      ...(hostname === undefined ? {} : { hostname }),
      ...(names.length === 0 ? {} : { info: `also ${names.slice(0, 4).join(', ')}` }),
      details: { ...verdict.details, addresses: names },
    };
  },
});

/** The type of a packet of ours; -1 where it is none. */
function typeOf(bytes: Uint8Array): number {
  const isHeader = u16le(bytes, 0) === 5 && u32le(bytes, 4) === 0x10 && u32le(bytes, 12) === CALL;
  const length = u16le(bytes, 8);
  return isHeader && length >= 16 && length <= 8192 ? u8(bytes, 2) : -1;
}

/** The addresses of the string bindings: tower u16le, text in UTF-16 with a zero; a zero tower ends them. */
function bindingsOf(bytes: Uint8Array): string[] {
  const names = new Set<string>();
  const end = Math.min(bytes.length, 40 + 2 * u16le(bytes, 38));
  for (let at = 40, count = 0; at + 4 <= end && count < BINDINGS_MOST && u16le(bytes, at) !== 0; count++) {
    const tower = u16le(bytes, at);
    let stop = at + 2;
    while (stop + 2 <= end && u16le(bytes, stop) !== 0) stop += 2;
    const name = utf16(bytes, at + 2, stop - at - 2);
    if (tower === TOWER_TCP && name !== '') names.add(name);
    at = stop + 2;
  }
  return [...names];
}
