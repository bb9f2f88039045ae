// BitTorrent's DHT: BEP 5 (KRPC), BEP 20 (names of clients); and µTP, which shares its port and resets what it takes for another
// connection (BEP 29; libutp's version 0, as clients still have it).
//
//   a dictionary in bencoding: `r` with `id` (20 bytes), `t` ours, `y` `r`, `v` the client (2 characters, version u16); or `e`, [code, text], `y` `e`
//   µTP 0: connection u32 (what we began with), 12 bytes of times, window u8, extension u8, kind u8 (3 reset), number u16, number u16
import { DHT_TRANSACTION, dht as question } from '../../probe/udp/peers/dht.ts';
import { textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const CLIENTS: Readonly<Record<string, string>> = {
  LT: 'libtorrent (Rasterbar)',
  UT: 'µTorrent',
  TR: 'Transmission',
  qB: 'qBittorrent',
  lt: 'libTorrent (Rakshasa)',
};
const LENGTH_MOST = 1000;
const RESET_LENGTH = 23;
const RESET = 3;
const TRANSACTION = `1:t${DHT_TRANSACTION.length}:${DHT_TRANSACTION}`;

export const dht = defineService({
  name: 'bittorrent-dht',
  title: 'BitTorrent DHT',
  specification: 'BEP 5',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes, text, sent }): Verdict | null {
    if (sent !== null && isReset(bytes, sent)) return { confidence: 0.85, service: 'bittorrent-utp' };
    if (!text.startsWith('d') || !text.endsWith('e') || text.length > LENGTH_MOST || !text.includes(TRANSACTION))
      return null;
    if (text.includes('1:y1:e') && text.includes('1:eli')) return { confidence: 0.95, info: 'refuses' };
    const id = text.indexOf('2:id20:');
    if (id < 0 || !text.includes('1:rd') || !text.includes('1:y1:r') || text.length < id + 27) return null;
    const at = text.indexOf('1:v4:', id + 27);
    const product = at < 0 ? undefined : CLIENTS[textAt(bytes, at + 5, 2)];
    return {
      confidence: 1,
      ...(product === undefined ? {} : { product }),
      details: {
        node: Buffer.from(bytes.subarray(id + 7, id + 27)).toString('hex'),
        ...(at < 0 ? {} : { client: Buffer.from(bytes.subarray(at + 5, at + 9)).toString('hex') }),
      },
      ...(product?.startsWith('lib') ? { info: `${u8(bytes, at + 7)}.${u8(bytes, at + 8)}` } : {}),
    };
  },
});

function isReset(bytes: Uint8Array, sent: Uint8Array): boolean {
  if (bytes.length !== RESET_LENGTH || sent.length < 4 || u32(bytes, 0) !== u32(sent, 0)) return false;
  return u16(bytes, 16) === 0 && u8(bytes, 18) === RESET;
}
