// What hosts and routers send back to a probe, given the frame that it was.
import { seal } from '../../probe/form.test-data.ts';
import { icmp, ipv4 } from '../../wire/index.ts';

const ETHERNET = 14;
const BODY = ETHERNET + 20;
const NOTHING = new Uint8Array(0);
export const THEIR_MAC = Uint8Array.of(2, 0xab, 0xcd, 0xef, 1, 2);

/** An IPv4 packet to whoever sent the probe, in a frame; `from` is the address it comes from. */
function packet(probe: Uint8Array, from: number, protocol: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(BODY + payload.length);
  bytes.set(probe.subarray(6, 12), 0);
  bytes.set(THEIR_MAC, 6);
  bytes.writeUInt16BE(0x0800, 12);
  const fragment = { dontFragment: true, moreFragments: false, fragmentOffset: 0 };
  ipv4.emit(bytes, ETHERNET, {
    ...{ typeOfService: 0, identification: 0, ttl: 61, options: NOTHING, payloadLength: payload.length },
    ...{ ...fragment, protocol, source: from, destination: ipv4.source(probe, ETHERNET) },
  });
  bytes.set(payload, BODY);
  seal(bytes, ETHERNET);
  return bytes;
}

const asked = (probe: Uint8Array): number => ipv4.destination(probe, ETHERNET);

/** A segment that acknowledges the SYN's number, or so much more; options and payload of so many bytes. */
export function segment(
  probe: Uint8Array,
  flags: number,
  { acknowledges = 1, options = 0, payload: more = 0 } = {},
): Buffer {
  const payload = Buffer.alloc(20 + options + more, 1);
  payload.fill(0, 0, 20);
  payload.set(probe.subarray(BODY + 2, BODY + 4), 0);
  payload.set(probe.subarray(BODY, BODY + 2), 2);
  payload.writeUInt32BE((Buffer.from(probe).readUInt32BE(BODY + 4) + acknowledges) >>> 0, 8);
  payload.set([((20 + options) / 4) << 4, flags, 0x12, 0x34], 12);
  return packet(probe, asked(probe), 6, payload);
}

export function datagram(probe: Uint8Array, length = 1): Buffer {
  const payload = Buffer.alloc(8 + length, 0xff);
  payload.fill(0, 0, 8).writeUInt16BE(8 + length, 4);
  payload.set(probe.subarray(BODY + 2, BODY + 4), 0);
  payload.set(probe.subarray(BODY, BODY + 2), 2);
  return packet(probe, asked(probe), 17, payload);
}

export function echoReply(probe: Uint8Array): Buffer {
  const payload = Buffer.from(probe.subarray(BODY, BODY + 12));
  payload[0] = 0;
  return packet(probe, asked(probe), 1, payload);
}

/** `from`: a router's address, or the host's own. */
export function error(probe: Uint8Array, type: 3 | 11, code: number, from = asked(probe)): Buffer {
  const payload = Buffer.alloc(8 + 28);
  payload.set([type, code], 0);
  payload.set(probe.subarray(ETHERNET, ETHERNET + 28), icmp.OFFSET.data);
  return packet(probe, from, 1, payload);
}

export function arpReply(probe: Uint8Array): Buffer {
  const bytes = Buffer.from(probe);
  const arp = ETHERNET;
  bytes.set(probe.subarray(6, 12), 0);
  bytes.set(THEIR_MAC, 6);
  bytes[arp + 7] = 2;
  bytes.set(THEIR_MAC, arp + 8);
  bytes.set(probe.subarray(arp + 24, arp + 28), arp + 14);
  bytes.set(probe.subarray(arp + 8, arp + 14), arp + 18);
  bytes.set(probe.subarray(arp + 14, arp + 18), arp + 24);
  return bytes;
}
