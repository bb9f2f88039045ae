// What the responder's hosts answer, frame by frame: ARP (RFC 826), ICMP echo (RFC 792), TCP (RFC 9293 section 3.10).
// It makes its packets itself and shares no code with the product: a judge must not repeat the mistakes of the judged.

const ETHERNET = 14;
const TYPE_AT = 12;
const ARP_SIZE = 28;
const IP_MIN = 20;
const TCP_MIN = 20;
const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;
const MSS_OPTION = 4;

/** What came and what went, by kind. `ignored`: malformed, a fragment, or to nobody here. */
export interface Counters {
  arp: number;
  syn: number;
  ack: number;
  fin: number;
  rst: number;
  echo: number;
  ignored: number;
  synAckSent: number;
  rstSent: number;
  arpSent: number;
  echoSent: number;
}

/** Hosts by address; a bit per port, 1: open. */
export type OpenTable = ReadonlyMap<number, Uint8Array>;

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}

function read32(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

export function write16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

function write32(bytes: Uint8Array, at: number, value: number): void {
  write16(bytes, at, value >>> 16);
  write16(bytes, at + 2, value);
}

/** Sum of 16-bit words (RFC 1071), to be folded. */
export function sum(bytes: Uint8Array, at: number, length: number): number {
  let total = 0;
  const even = length & ~1;
  for (let index = 0; index < even; index += 2) total += (bytes[at + index] << 8) | bytes[at + index + 1];
  return length & 1 ? total + (bytes[at + even] << 8) : total;
}

/** The checksum that belongs to a sum. */
export function fold(total: number): number {
  let folded = total;
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16);
  return ~folded & 0xffff;
}

/**
 * Turns the frame at `at` (`length` bytes) into its answer, in place. Returns the answer's length; 0: none.
 * At least 64 bytes are there, however short the frame.
 */
export function answer(bytes: Uint8Array, at: number, length: number, table: OpenTable, counters: Counters): number {
  if (length >= ETHERNET + ARP_SIZE && read16(bytes, at + TYPE_AT) === 0x0806) {
    return answerArp(bytes, at, table, counters);
  }
  const ip = at + ETHERNET;
  if (length < ETHERNET + IP_MIN || read16(bytes, at + TYPE_AT) !== 0x0800 || bytes[ip] >>> 4 !== 4) {
    counters.ignored++;
    return 0;
  }
  const header = (bytes[ip] & 15) * 4;
  const total = read16(bytes, ip + 2);
  const open = table.get(read32(bytes, ip + 16));
  const fragment = (read16(bytes, ip + 6) & 0x3fff) !== 0;
  if (header < IP_MIN || total < header || total > length - ETHERNET || open === undefined || fragment) {
    counters.ignored++;
    return 0;
  }
  if (bytes[ip + 9] === 6) return answerTcp(bytes, at, header, total, open, counters);
  if (bytes[ip + 9] === 1) return answerEcho(bytes, at, header, total, counters);
  counters.ignored++;
  return 0;
}

function swapEthernet(bytes: Uint8Array, at: number, address: number): void {
  bytes.copyWithin(at, at + 6, at + 12);
  writeMac(bytes, at + 6, address);
}

/** Each host has its own: 02:00 (locally administered) and its address. */
function writeMac(bytes: Uint8Array, at: number, address: number): void {
  write16(bytes, at, 0x0200);
  write32(bytes, at + 2, address);
}

function answerArp(bytes: Uint8Array, at: number, table: OpenTable, counters: Counters): number {
  const arp = at + ETHERNET;
  const target = read32(bytes, arp + 24);
  // Ethernet and IPv4 addresses, a request.
  if (read32(bytes, arp) !== 0x00010800 || read32(bytes, arp + 4) !== 0x06040001 || !table.has(target)) {
    counters.ignored++;
    return 0;
  }
  counters.arp++;
  counters.arpSent++;
  swapEthernet(bytes, at, target);
  write16(bytes, arp + 6, 2);
  bytes.copyWithin(arp + 18, arp + 8, arp + 18); // the asker becomes the target
  writeMac(bytes, arp + 8, target);
  write32(bytes, arp + 14, target);
  return ETHERNET + ARP_SIZE;
}

/** Ethernet and IPv4 headers of an answer whose IP packet has `total` bytes; addresses change places. */
function emitIp(bytes: Uint8Array, at: number, protocol: number, total: number): void {
  const ip = at + ETHERNET;
  const source = read32(bytes, ip + 12);
  const self = read32(bytes, ip + 16);
  swapEthernet(bytes, at, self);
  write16(bytes, ip, 0x4500);
  write16(bytes, ip + 2, total);
  write32(bytes, ip + 4, 0x00004000); // identification 0, don't fragment
  bytes[ip + 8] = 64;
  bytes[ip + 9] = protocol;
  write16(bytes, ip + 10, 0);
  write32(bytes, ip + 12, self);
  write32(bytes, ip + 16, source);
  write16(bytes, ip + 10, fold(sum(bytes, ip, IP_MIN)));
}

function answerEcho(bytes: Uint8Array, at: number, header: number, total: number, counters: Counters): number {
  const ip = at + ETHERNET;
  const size = total - header;
  if (size < 8 || bytes[ip + header] !== 8) {
    counters.ignored++;
    return 0;
  }
  counters.echo++;
  counters.echoSent++;
  bytes.copyWithin(ip + IP_MIN, ip + header, ip + total);
  emitIp(bytes, at, 1, IP_MIN + size);
  const icmp = ip + IP_MIN;
  bytes[icmp] = 0;
  write16(bytes, icmp + 2, 0);
  write16(bytes, icmp + 2, fold(sum(bytes, icmp, size)));
  return ETHERNET + IP_MIN + size;
}

function answerTcp(
  bytes: Uint8Array,
  at: number,
  header: number,
  total: number,
  open: Uint8Array,
  counters: Counters,
): number {
  const tcp = at + ETHERNET + header;
  const dataOffset = total - header < TCP_MIN ? 0 : (bytes[tcp + 12] >>> 4) * 4;
  if (dataOffset < TCP_MIN || dataOffset > total - header) {
    counters.ignored++;
    return 0;
  }
  const flags = bytes[tcp + 13];
  const sourcePort = read16(bytes, tcp);
  const port = read16(bytes, tcp + 2);
  const sequence = read32(bytes, tcp + 4);
  const acknowledgement = read32(bytes, tcp + 8);
  const payload = total - header - dataOffset;
  if (flags & RST) {
    counters.rst++;
    return 0;
  }
  if (flags & SYN && !(flags & ACK)) {
    counters.syn++;
    if (open[port >>> 3] & (1 << (port & 7))) {
      counters.synAckSent++;
      // Any number does as the initial sequence number: nothing is remembered.
      return emitTcp(bytes, at, sourcePort, port, Math.imul(sequence, 0x9e3779b1) >>> 0, sequence + 1, SYN | ACK);
    }
    counters.rstSent++;
    return emitTcp(bytes, at, sourcePort, port, 0, sequence + payload + 1, RST | ACK);
  }
  if (flags & FIN) counters.fin++;
  else counters.ack++;
  // The handshake's last segment is taken in silence; whoever wants more is reset.
  if (!(flags & ACK) || (!(flags & FIN) && payload === 0)) return 0;
  counters.rstSent++;
  return emitTcp(bytes, at, sourcePort, port, acknowledgement, 0, RST);
}

function emitTcp(
  bytes: Uint8Array,
  at: number,
  peerPort: number,
  port: number,
  sequence: number,
  acknowledgement: number,
  flags: number,
): number {
  const size = TCP_MIN + (flags & SYN ? MSS_OPTION : 0);
  emitIp(bytes, at, 6, IP_MIN + size);
  const ip = at + ETHERNET;
  const tcp = ip + IP_MIN;
  write16(bytes, tcp, port);
  write16(bytes, tcp + 2, peerPort);
  write32(bytes, tcp + 4, sequence);
  write32(bytes, tcp + 8, acknowledgement);
  write16(bytes, tcp + 12, ((size / 4) << 12) | flags);
  write16(bytes, tcp + 14, flags & SYN ? 64_240 : 0);
  write32(bytes, tcp + 16, 0);
  if (flags & SYN) write32(bytes, tcp + TCP_MIN, 0x020405b4); // maximum segment size 1460
  write16(bytes, tcp + 16, fold(sum(bytes, ip + 12, 8) + 6 + size + sum(bytes, tcp, size)));
  return ETHERNET + IP_MIN + size;
}
