// Frames as hosts on a link send them, for tests.
import * as arp from '../../wire/arp.ts';
import * as cdp from '../../wire/cdp.ts';
import * as dhcp from '../../wire/dhcp.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as icmpv6 from '../../wire/icmpv6.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as ipv6 from '../../wire/ipv6.ts';
import * as lldp from '../../wire/lldp.ts';
import * as udp from '../../wire/udp.ts';

export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/[\s:]/g, ''), 'hex'));
export const textBytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text));

const BROADCAST = 'ffffffffffff';

export function frameOf(mac: string, etherType: number, payload: Uint8Array, to = BROADCAST): Uint8Array {
  const bytes = new Uint8Array(Math.max(ethernet.MIN_FRAME_LENGTH, ethernet.HEADER_LENGTH + payload.length));
  ethernet.emit(bytes, 0, { destination: bytesOf(to), source: bytesOf(mac), tags: [], etherType });
  bytes.set(payload, ethernet.HEADER_LENGTH);
  return bytes;
}

/** As it goes over a cable on which VLANs are told apart. */
export function tagged(id: number, frame: Uint8Array): Uint8Array {
  const { destination, source, etherType, headerLength } = ethernet.parse(frame, 0, frame.length)!;
  const bytes = new Uint8Array(frame.length + ethernet.TAG_LENGTH);
  const tags = [{ type: ethernet.TYPE_VLAN, id, priority: 0, dropEligible: false }];
  bytes.set(frame.subarray(headerLength), ethernet.emit(bytes, 0, { destination, source, tags, etherType }));
  return bytes;
}

/** Asks for `target`; an announcement where that is its own address. */
export function arpFrame(mac: string, sender: number, target: number, operation = arp.REQUEST): Uint8Array {
  const bytes = new Uint8Array(arp.LENGTH);
  const of = { senderMac: bytesOf(mac), senderAddress: sender, targetMac: new Uint8Array(6), targetAddress: target };
  arp.emit(bytes, 0, { operation, ...of });
  return frameOf(mac, ethernet.TYPE_ARP, bytes);
}

export function datagramFrame(
  mac: string,
  [source, sourcePort]: readonly [address: number, port: number],
  [destination, destinationPort]: readonly [address: number, port: number],
  payload: Uint8Array,
): Uint8Array {
  const bytes = new Uint8Array(ipv4.MIN_HEADER_LENGTH + udp.HEADER_LENGTH + payload.length);
  const header = ipv4.emit(bytes, 0, {
    ...{ typeOfService: 0, identification: 1, dontFragment: false, moreFragments: false, fragmentOffset: 0, ttl: 255 },
    ...{ protocol: ipv4.PROTOCOL_UDP, source, destination, options: new Uint8Array(0) },
    payloadLength: bytes.length - ipv4.MIN_HEADER_LENGTH,
  });
  udp.emit(bytes, header, { sourcePort, destinationPort, payload }, source, destination);
  return frameOf(mac, ethernet.TYPE_IPV4, bytes, destination === 0xffffffff ? BROADCAST : '01005e0000fb');
}

export function icmpv6Frame(
  mac: string,
  source: string,
  message: icmpv6.Icmpv6,
  hopLimit = 255,
  destination = 'ff020000000000000000000000000001',
): Uint8Array {
  const bytes = new Uint8Array(ipv6.HEADER_LENGTH + icmpv6.HEADER_LENGTH + message.body.length);
  const addresses = { source: bytesOf(source), destination: bytesOf(destination) };
  const payloadLength = bytes.length - ipv6.HEADER_LENGTH;
  ipv6.emit(bytes, 0, { nextHeader: ipv6.NEXT_ICMPV6, hopLimit, ...addresses, payloadLength });
  icmpv6.emit(bytes, ipv6.HEADER_LENGTH, message, 0);
  return frameOf(mac, ethernet.TYPE_IPV6, bytes, '333300000001');
}

export function lldpFrame(mac: string, fields: readonly lldp.LldpField[]): Uint8Array {
  const bytes = new Uint8Array(1000);
  return frameOf(mac, ethernet.TYPE_LLDP, bytes.subarray(0, lldp.emit(bytes, 0, fields)), '0180c200000e');
}

export function cdpFrame(mac: string, fields: readonly cdp.CdpField[]): Uint8Array {
  const bytes = new Uint8Array(1000);
  const length = cdp.emit(bytes, 0, { version: 2, timeToLive: 180, checksum: 0, fields });
  return frameOf(mac, length, bytes.subarray(0, length), '01000ccccccc');
}

export function dhcpBytes(
  operation: number,
  clientMac: string,
  options: readonly (readonly [code: number, value: Uint8Array])[],
  yourAddress = 0,
): Uint8Array {
  const bytes = new Uint8Array(600);
  const addresses = { clientAddress: 0, yourAddress, serverAddress: 0, relayAddress: 0 };
  const list = options.map(([code, value]) => ({ code, value }));
  const message = { operation, transaction: 7, flags: 0x8000, clientMac: bytesOf(clientMac), options: list };
  return bytes.slice(0, dhcp.emit(bytes, 0, { ...message, ...addresses }));
}

/** A DNS answer: records of a name, a type and data; names are not shortened. */
export function dnsAnswer(records: readonly (readonly [name: string, type: number, data: Uint8Array])[]): Uint8Array {
  const body = records.flatMap(([name, type, data]) => [
    ...dnsName(name),
    ...[type >> 8, type & 255, 0x80, 1, 0, 0, 0, 120, data.length >> 8, data.length & 255],
    ...data,
  ]);
  return Uint8Array.of(0, 0, 0x84, 0, 0, 0, 0, records.length, 0, 0, 0, 0, ...body);
}

export function dnsName(name: string): Uint8Array {
  return Uint8Array.from([...name.split('.').flatMap((label) => [Buffer.byteLength(label), ...Buffer.from(label)]), 0]);
}

export function dnsTexts(...texts: readonly string[]): Uint8Array {
  return Uint8Array.from(texts.flatMap((text) => [Buffer.byteLength(text), ...Buffer.from(text)]));
}

/** A NetBIOS name as it goes over the wire (RFC 1001 section 14.1). */
export function netbiosName(name: string, suffix: number): Uint8Array {
  const plain = [...Buffer.from(name.padEnd(15)), suffix];
  return Uint8Array.of(32, ...plain.flatMap((byte) => [0x41 + (byte >> 4), 0x41 + (byte & 15)]), 0);
}
