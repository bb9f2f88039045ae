// BitTorrent: BEP 3, "peer protocol". A peer answers only who names a torrent that it has: it is recognised where it speaks.
//
//   19 u8, `BitTorrent protocol`, 8 bytes of extensions, info hash 20 bytes, peer id 20 bytes (BEP 20: `-TR3000-` and so on)
import { clean, textAt } from '../bytes.ts';
import { defineService } from '../service.ts';

const HANDSHAKE = '\x13BitTorrent protocol';
const PEER_ID = 48;
const CLIENTS: Readonly<Record<string, string>> = {
  TR: 'Transmission',
  qB: 'qBittorrent',
  DE: 'Deluge',
  UT: 'µTorrent',
  LT: 'libtorrent (Rasterbar)',
  lt: 'libTorrent (Rakshasa)',
  AZ: 'Vuze',
  KT: 'KTorrent',
};

export const bittorrent = defineService({
  name: 'bittorrent',
  title: 'BitTorrent peer',
  specification: 'BEP 3',
  ports: [],

  read({ text, bytes }) {
    if (!text.startsWith(HANDSHAKE)) return null;
    const id = /^-(\w\w)(\d)(\d)(\w)\w-$/.exec(textAt(bytes, PEER_ID, 8));
    const product = id === null ? undefined : CLIENTS[id[1]];
    return {
      confidence: bytes.length >= PEER_ID ? 0.95 : 0.8,
      ...(product === undefined ? {} : { product, version: `${id![2]}.${id![3]}.${id![4]}`, info: clean(id![0]) }),
    };
  },
});
