// Erlang distribution: Erlang distribution protocol, section 14.2. The handshake is begun and never ended: without the
// cookie there is nothing to be had, but the node says its name.
//
//   packet   length u16, tag u8; 'N' flags u64, creation u32, name length u16, name (ours); 's' status text
//   'N'      flags u64, challenge u32, creation u32, name length u16, name; 'n' (old): version u16, flags u32, challenge u32
import { ascii, clean, concat, hex, textAt, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const NAME = ascii('portolan@127.0.0.1');
const STATUS = /^(ok|ok_simultaneous|nok|not_allowed|alive|named:)/;
/** What a node of OTP 25 has to offer (DFLAG_ of the protocol's description). */
const BODY = concat(hex('4e 0000000d07df7fbd 00000001'), Uint8Array.of(0, NAME.length), NAME);

export const erlangDistribution = defineService({
  name: 'erlang-distribution',
  title: 'Erlang distribution',
  specification: 'Erlang distribution protocol',
  ports: [25672],
  hello: concat(Uint8Array.of(0, BODY.length), BODY),

  read({ bytes, to }): Verdict | null {
    const length = u16(bytes, 0);
    if (to !== 'erlang-distribution' || u8(bytes, 2) !== 0x73 || bytes.length < 2 + length) return null;
    const status = STATUS.exec(textAt(bytes, 3, length - 1))?.[1];
    if (status === undefined) return null;
    const at = 2 + length;
    const nameAt = at + 2 + (u8(bytes, at + 2) === 0x4e ? 17 : u8(bytes, at + 2) === 0x6e ? 11 : 0);
    if (nameAt === at + 2) return { confidence: 0.9, info: `handshake: ${status}` };
    const isNew = u8(bytes, at + 2) === 0x4e;
    const name = isNew ? textAt(bytes, nameAt + 2, u16(bytes, nameAt)) : textAt(bytes, nameAt, u16(bytes, at) - 11);
    const hostname = /@([\w.-]{1,80})$/.exec(name)?.[1];
    return {
      confidence: 1,
      product: 'Erlang/OTP',
      info: `node ${clean(name, 80)}`,
      ...(hostname === undefined ? {} : { hostname }),
    };
  },
});
