// Gossip of hashicorp/memberlist: its source, net.go and util.go.
//
//   kind u8: 2 answer (MessagePack map: SeqNo, Payload), 7 several (count u8, lengths u16, messages), 12 with a checksum (u32 in front),
//   9 compressed (map: Algo 0, Buf), which is not unpacked: its form and its length speak for it
import { MEMBERLIST_SEQUENCE, memberlist as question } from '../../probe/udp/clusters/memberlist.ts';
import { ascii, concat, hex, stands, u8, u16, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';

const ANSWER = 2;
const SEVERAL = 7;
const COMPRESSED = 9;
const CHECKED = 12;
const PACKED = concat(hex('82 a4'), ascii('Algo'), hex('00 a3'), ascii('Buf'));
const SEQUENCE = concat(hex('a5'), ascii('SeqNo'), hex('ce'), Uint8Array.from(MEMBERLIST_SEQUENCE));
const PRODUCTS: Readonly<Record<number, string>> = { 7946: 'Serf', 8301: 'Consul', 8302: 'Consul', 4648: 'Nomad' };

const NOTE: ServiceNote = {
  code: 'N_GOSSIP_IN_CLEAR',
  text: 'gossips without a key: whoever reaches it can join',
  advice: 'give all members an encryption key, and bind it to the network of the cluster',
};

export const memberlist = defineService({
  name: 'memberlist',
  title: 'Gossip of Serf, Consul, Nomad',
  specification: 'hashicorp/memberlist',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes, endpoint }): Verdict | null {
    const packed = isPacked(bytes, u8(bytes, 0) === CHECKED ? 5 : 0);
    if (!packed && !isAnswer(bytes)) return null;
    const likely = PRODUCTS[endpoint.port];
    return {
      confidence: packed ? 0.95 : 1,
      ...(likely === undefined ? {} : { info: `by its port ${likely}` }),
      notes: [NOTE],
    };
  },
});

/** MessagePack: a string or bytes, of a length of 8, 16 or 32 bits, to the datagram's end. */
function isPacked(bytes: Uint8Array, at: number): boolean {
  if (u8(bytes, at) !== COMPRESSED || !stands(bytes, PACKED, at + 1)) return false;
  const buffer = at + 1 + PACKED.length;
  const left = bytes.length - buffer;
  const kind = u8(bytes, buffer);
  if (kind === 0xda || kind === 0xc5) return left === 3 + u16(bytes, buffer + 1);
  if (kind === 0xdb || kind === 0xc6) return left === 5 + u32(bytes, buffer + 1);
  if (kind === 0xd9 || kind === 0xc4) return left === 2 + u8(bytes, buffer + 1);
  return kind >= 0xa0 && kind < 0xc0 && left === 1 + (kind & 0x1f);
}

function isAnswer(bytes: Uint8Array): boolean {
  const kind = u8(bytes, 0);
  if (kind === CHECKED) return isOurs(bytes, 5);
  if (kind !== SEVERAL) return isOurs(bytes, 0);
  let at = 2 + 2 * u8(bytes, 1);
  for (let k = 0; k < u8(bytes, 1) && at < bytes.length; k++) {
    if (isOurs(bytes, at)) return true;
    at += u16(bytes, 2 + 2 * k);
  }
  return false;
}

/** Its map has two fields, of which the first is ours; programs in other languages may write the second first. */
function isOurs(bytes: Uint8Array, at: number): boolean {
  if (u8(bytes, at) !== ANSWER || (u8(bytes, at + 1) & 0xf0) !== 0x80) return false;
  if (stands(bytes, SEQUENCE, at + 2)) return true;
  return stands(bytes, hex('a7 5061796c6f6164 c0'), at + 2) && stands(bytes, SEQUENCE, at + 11);
}
