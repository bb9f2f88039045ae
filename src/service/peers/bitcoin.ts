// Bitcoin and its kin: developer.bitcoin.org, "P2P Network". `version` is the greeting between peers; nothing follows it here.
//
//   message   magic u32, command 12 characters, length u32le, first 4 bytes of SHA-256 twice, payload
//   version   version i32le, services u64le, time i64le, two addresses of 26 bytes, nonce u64le, agent (length u8), height i32le
import { createHash } from 'node:crypto';
import { ascii, clean, concat, cString, hex, le32, stands, textAt, u8, u32, u32le } from '../bytes.ts';
import { defineService, type Endpoint, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const HEADER = 24;
const PROTOCOL = 70_015;
const ADDRESS = 26;
const AGENT = 80;
/** Networks: magic, name, ports (chainparams of their sources). Of several on one port the first is tried. */
const NETWORKS: readonly (readonly [number, string, readonly number[]])[] = [
  [0xf9beb4d9, 'Bitcoin', [8333]],
  [0x0b110907, 'Bitcoin testnet3', [18333]],
  [0x1c163f28, 'Bitcoin testnet4', [48333]],
  [0x0a03cf40, 'Bitcoin signet', [38333]],
  [0xfabfb5da, 'Bitcoin regtest', [18444]],
  [0xfbc0b6db, 'Litecoin', [9333]],
  [0xc0c0c0c0, 'Dogecoin', [22556]],
  [0xbf0c6bbd, 'Dash', [9999]],
  [0x24e92764, 'Zcash', [8233]],
  [0xe3e1f3e8, 'Bitcoin Cash', []],
];

export const bitcoin = defineService({
  name: 'bitcoin',
  title: 'Bitcoin and its kin',
  specification: 'Bitcoin P2P Network',
  ports: NETWORKS.flatMap(([, , ports]) => ports),
  hello: version,
  ownPortsOnly: true,

  read({ bytes }) {
    const network = NETWORKS.find(([magic]) => magic === u32(bytes, 0));
    const command = textAt(bytes, 4, 12);
    if (network === undefined || !/^[a-z]{2,12}\0{0,10}$/.test(command)) return null;
    const length = u32le(bytes, 16);
    const payload = bytes.subarray(HEADER, HEADER + length);
    if (payload.length < length) return length < 100_000 ? { confidence: 0.8, info: network[1], more: true } : null;
    if (!stands(bytes, checksum(payload), 20))
      return { confidence: 0.6, contradiction: 'a message whose checksum is wrong' };
    return cString(bytes, 4, 12) === 'version'
      ? fromVersion(payload, network[1])
      : { confidence: 0.95, info: network[1] };
  },
});

function version({ port }: Endpoint): Uint8Array {
  const magic = NETWORKS.find(([, , ports]) => ports.includes(port))?.[0] ?? NETWORKS[0][0];
  const agent = '/portolan/';
  const now = le32(Math.floor(Date.now() / 1000));
  const addresses = new Uint8Array(2 * ADDRESS);
  const nonce = hex('706f72746f6c616e');
  const payload = concat(
    le32(PROTOCOL),
    new Uint8Array(8),
    now,
    new Uint8Array(4),
    addresses,
    nonce,
    Uint8Array.of(agent.length),
    ascii(agent),
    new Uint8Array(5),
  );
  return concat(
    Uint8Array.from(Buffer.from([magic >>> 24, (magic >> 16) & 255, (magic >> 8) & 255, magic & 255])),
    ascii('version\0\0\0\0\0'),
    le32(payload.length),
    checksum(payload),
    payload,
  );
}

function checksum(payload: Uint8Array): Uint8Array {
  const once = createHash('sha256').update(payload).digest();
  return createHash('sha256').update(once).digest().subarray(0, 4);
}

function fromVersion(payload: Uint8Array, network: string): Verdict {
  const agent = textAt(payload, AGENT + 1, u8(payload, AGENT));
  const named = /^\/([A-Za-z][\w .-]{1,40}):(\d[\w.+-]{0,30})/.exec(agent);
  const height = u32le(payload, AGENT + 1 + agent.length);
  return {
    confidence: named === null ? 0.95 : 1,
    ...(named === null
      ? {}
      : {
          product: named[1] === 'Satoshi' && network.startsWith('Bitcoin') ? 'Bitcoin Core' : clean(named[1]),
          version: named[2],
        }),
    ...(named?.[1] === 'Satoshi' && network.startsWith('Bitcoin')
      ? { cpe: [cpeOf('bitcoin', 'bitcoin_core', named[2])] }
      : {}),
    info: `${network}; block ${height}`,
    details: { network, agent: clean(agent), protocol: u32le(payload, 0), height },
  };
}
