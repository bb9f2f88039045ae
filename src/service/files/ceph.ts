// Ceph: the messenger protocols ("msgr1", "msgr2" of its developer guide). The server greets.
//
//   msgr2  "ceph v2\n", u16 LE length of what follows, supported features u64 LE, required features u64 LE
//   msgr1  "ceph v027", address of the server, address of the client as the server sees it

import { u16le, u32le } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';

const FEATURES = 16;

export const ceph = defineService({
  name: 'ceph',
  title: 'Ceph',
  specification: 'Ceph messenger protocol v2 and v1',
  ports: [3300, 6789, 6800],

  read({ bytes, text, sent }: Reply): Verdict | null {
    if (!text.startsWith('ceph v')) return null;
    if (text.startsWith('ceph v2\n')) {
      if (u16le(bytes, 8) !== FEATURES || bytes.length < 10 + FEATURES) return null;
      return { confidence: 0.95, product: 'Ceph', info: 'messenger v2', details: { features: u32le(bytes, 10) } };
    }
    // Two addresses follow, of 136 bytes each.
    if (!/^ceph v0\d\d/.test(text) || bytes.length < 100 || sent !== null) return null;
    return { confidence: 0.95, product: 'Ceph', info: 'messenger v1' };
  },
});
