// Synergy and its kin, one keyboard for several screens: the server says hello first (Synergy, ProtocolTypes.h: kMsgHello).
//
//   length u32, 'Synergy' or 'Barrier', major u16, minor u16
import { textAt, u16, u32 } from '../bytes.ts';
import { defineService } from '../service.ts';

const NAMES = /^(Synergy|Barrier|Deskflow|InputLeap)$/;

export const synergy = defineService({
  name: 'synergy',
  title: 'Synergy keyboard and mouse sharing',
  specification: 'Synergy protocol',
  ports: [24800],
  tlsPorts: [24800],

  read({ bytes }) {
    const length = u32(bytes, 0);
    if (length < 11 || length > 20 || bytes.length !== 4 + length) return null;
    const name = textAt(bytes, 4, length - 4);
    if (!NAMES.test(name)) return null;
    return { confidence: 0.95, product: name, info: `protocol ${u16(bytes, length)}.${u16(bytes, length + 2)}` };
  },
});
