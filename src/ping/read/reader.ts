// Reads what an interface sent and received, and decides what it means for the run.
//
// Rules for what comes in, the first that applies decides. "Ours" means: to an address we ask from, and to a port (an
// ICMP identifier) of the run, or from the address of a target.
//  1. What this machine sends is looked at for one thing: a probe's time of leaving.
//  2. A packet that is cut off (truncated), has a wrong checksum (bad-checksum) or is a fragment is a stray if ours.
//  3. TCP: the probe is the one whose sequence number is acknowledged. Where there is none: wrong-ack or rst-wrong-ack,
//     and not-syn-ack for what is neither; only at our ports, because other programs have answers of their own.
//  4. UDP and ICMP echo: the probe is the one at our port, or with our identifier and sequence number.
//  5. Its source address and port are those that were asked, its destination those that asked: else wrong-address,
//     wrong-port. An ICMP echo reply returns what was sent: else wrong-data.
//  6. An ICMP error counts for the probe that it quotes: addresses, ports and sequence number.

import { BROADCAST, MULTICAST, OUTGOING, type TapVisitor, TO_US } from '../../link/frames/tap.ts';
import { bootMillis } from '../../link/time.ts';
import { icmpReason, isAnswer } from '../../probe/icmp-reason.ts';
import { formatMac } from '../../wire/address.ts';
import * as arp from '../../wire/arp.ts';
import * as ethernet from '../../wire/ethernet.ts';
import * as icmp from '../../wire/icmp.ts';
import * as ipv4 from '../../wire/ipv4.ts';
import * as tcp from '../../wire/tcp.ts';
import * as udp from '../../wire/udp.ts';
import type { Answer, Book, TargetState } from '../book/book.ts';
import type { Groups } from '../book/groups.ts';
import { ANSWERED, type ProbeTable } from '../book/probe-table.ts';
import { damageOf } from './damage.ts';
import { createTwinWatch } from './twins.ts';

export interface ReaderOptions {
  readonly method: 'tcp' | 'udp' | 'icmp' | 'arp';
  readonly flags: number;
  readonly payload: Uint8Array;
  /** Our ports, or the one identifier: `portCount` from `portBase`. */
  readonly portBase: number;
  readonly portCount: number;
  /** Times are microseconds since this second. */
  readonly epochSeconds: number;
  /** Milliseconds of the clock of `sentAt`: bootMillis(), unless a test has its own. */
  readonly monotonic?: () => number;
}

export interface Reader extends TapVisitor {
  /** bootMillis() when CLOCK_REALTIME was last seen to be set: no round trip across it can be told. */
  steppedAt: number;
}

/** Between the two clocks' readings, milliseconds. */
const STEP_SLACK_MS = 2;
const NEVER_STEPPED = Number.NEGATIVE_INFINITY;

export function createReader(options: ReaderOptions, table: ProbeTable, groups: Groups, book: Book): Reader {
  const { method, flags, payload, portBase, portCount, epochSeconds } = options;
  const monotonic = options.monotonic ?? bootMillis;
  const portMask = ~(portCount - 1);
  const ourSources = new Set<number>();
  for (const { path } of book.targets) if (path !== null) ourSources.add(path.source);
  const protocol = { tcp: ipv4.PROTOCOL_TCP, udp: ipv4.PROTOCOL_UDP, icmp: ipv4.PROTOCOL_ICMP, arp: -1 }[method];
  /** What a RST or SYN-ACK acknowledges of a probe: SYN and FIN count one each, then the payload (or not, of a SYN). */
  const control = (flags & tcp.SYN ? 1 : 0) + (flags & tcp.FIN ? 1 : 0);
  const span = control + payload.length;
  const acknowledges = (flags & tcp.ACK) !== 0;
  const only = book.targets.length === 1 ? book.targets[0] : null;
  const answer: Answer = {
    state: 'up',
    reason: '',
    sender: 0,
    isError: false,
    acknowledgement: 0,
    hasAcknowledgement: false,
    ttl: -1,
    window: -1,
    mac: null,
    at: 0,
    packet: null,
    packetAt: 0,
    packetEnd: 0,
  };
  const twins = createTwinWatch(book);
  let now = 0;
  let unchecked = false;
  let cutOff = 0;

  function isOurPort(port: number): boolean {
    return (port & portMask) === portBase;
  }

  function targetOf(slot: number): TargetState {
    return book.targets[table.target[slot]];
  }

  /** The target a stray belongs to: the one that was asked there, or the only one. */
  function whose(address: number, port: number): TargetState | null {
    return groups.target(address, port) ?? groups.targetAt(address) ?? only;
  }

  function take(slot: number): void {
    answer.at = now;
    const rtt = (now - table.leftAt[slot]) / 1000;
    // A step of the clock that nobody has seen yet makes a difference that cannot be: it took no longer than since then.
    const possible = rtt >= 0 && rtt <= monotonic() - table.sentAt[slot] + STEP_SLACK_MS;
    book.answer(slot, answer, possible && table.sentAt[slot] > reader.steppedAt ? rtt : -1);
  }

  function left(slot: number): void {
    if (slot < 0 || table.stamped[slot] === 1) return;
    table.stamped[slot] = 1;
    table.leftAt[slot] = now;
  }

  function readOutgoing(bytes: Uint8Array, offset: number, end: number): void {
    const header = ipv4.check(bytes, offset, end - offset);
    if (header === 0 || ipv4.protocol(bytes, offset) !== protocol) return;
    const body = offset + header;
    const destination = ipv4.destination(bytes, offset);
    if (method === 'tcp') {
      if (tcp.check(bytes, body, end - body) === 0 || tcp.flags(bytes, body) !== flags) return;
      const slot = table.find(tcp.sequence(bytes, body));
      if (slot >= 0 && table.sourcePort[slot] === tcp.sourcePort(bytes, body)) left(slot);
    } else if (method === 'udp') {
      if (udp.check(bytes, body, end - body) === 0 || !isOurPort(udp.sourcePort(bytes, body))) return;
      const group = groups.find(destination, udp.destinationPort(bytes, body));
      if (group >= 0) left(table.find(group * 65536 + udp.sourcePort(bytes, body)));
    } else if (icmp.check(bytes, body, end - body) > 0 && icmp.type(bytes, body) === icmp.TYPE.echo) {
      if (icmp.identifier(bytes, body) !== portBase) return;
      const group = groups.find(destination, 0);
      if (group >= 0) left(table.find(group * 65536 + icmp.sequence(bytes, body)));
    }
  }

  function readArp(bytes: Uint8Array, offset: number, end: number, outgoing: boolean): void {
    if (arp.check(bytes, offset, end - offset) === 0) return;
    if (outgoing) {
      if (arp.operation(bytes, offset) !== arp.REQUEST) return;
      const group = groups.find(arp.targetAddress(bytes, offset), 0);
      if (group >= 0) left(table.find(group));
      return;
    }
    if (arp.operation(bytes, offset) !== arp.REPLY || !ourSources.has(arp.targetAddress(bytes, offset))) return;
    const sender = arp.senderAddress(bytes, offset);
    const group = groups.find(sender, 0);
    const slot = group < 0 ? -1 : table.find(group);
    if (slot < 0) return; // the kernel asks its neighbours, too
    answer.state = 'up';
    answer.reason = 'arp-reply';
    answer.sender = sender;
    answer.mac = formatMac(bytes, offset + arp.OFFSET.senderMac);
    twins(targetOf(slot), answer.mac, table.state[slot] === ANSWERED);
    take(slot);
  }

  function readIncoming(bytes: Uint8Array, offset: number, end: number, missing: number): void {
    const available = end - offset;
    const header = ipv4.check(bytes, offset, available);
    if (header === 0) return;
    const source = ipv4.source(bytes, offset);
    if (!ourSources.has(ipv4.destination(bytes, offset))) return;
    const carried = ipv4.protocol(bytes, offset);
    const body = offset + header;
    const length = ipv4.payloadLength(bytes, offset, available);
    const asked = groups.targetAt(source) !== null;
    const damage = damageOf(bytes, offset, body, length, available + missing, unchecked);
    if (damage !== '') {
      if (carried !== protocol) return;
      if (asked || isAtOurPort(bytes, body, length))
        book.stray(whose(source, portFrom(bytes, body, length)), damage, source);
      return;
    }
    cutOff = ipv4.totalLength(bytes, offset) - header - length;
    answer.packet = bytes;
    answer.packetAt = offset;
    answer.packetEnd = body + length;
    answer.isError = false;
    answer.hasAcknowledgement = false;
    answer.sender = source;
    answer.ttl = ipv4.ttl(bytes, offset);
    answer.window = -1;
    answer.mac = null;
    if (carried === ipv4.PROTOCOL_ICMP) {
      if (icmp.isError(icmp.type(bytes, body))) readError(bytes, body, length, source);
      else if (method === 'icmp') readEcho(bytes, body, length, source);
    } else if (carried === protocol && method === 'tcp') {
      readTcp(bytes, body, source, ipv4.destination(bytes, offset));
    } else if (carried === protocol && method === 'udp') {
      readUdp(bytes, body, source);
    }
  }

  function isAtOurPort(bytes: Uint8Array, body: number, length: number): boolean {
    return method !== 'icmp' && length >= 4 && isOurPort(tcp.destinationPort(bytes, body));
  }

  function portFrom(bytes: Uint8Array, body: number, length: number): number {
    return method !== 'icmp' && length >= 2 ? tcp.sourcePort(bytes, body) : 0;
  }

  function readTcp(bytes: Uint8Array, body: number, source: number, destination: number): void {
    const sourcePort = tcp.sourcePort(bytes, body);
    const ourPort = tcp.destinationPort(bytes, body);
    const seen = tcp.flags(bytes, body);
    const acknowledgement = tcp.acknowledgement(bytes, body);
    const isReset = (seen & tcp.RST) !== 0;
    const isSynAck = !isReset && (seen & (tcp.SYN | tcp.ACK)) === (tcp.SYN | tcp.ACK);
    const atOurPort = isOurPort(ourPort);
    // On loopback our own probe comes in as well.
    if (isOurPort(sourcePort) && table.find(tcp.sequence(bytes, body)) >= 0 && seen === flags) return;
    if (!isReset && !isSynAck) {
      if (atOurPort) book.stray(whose(source, sourcePort), 'not-syn-ack', source);
      return;
    }
    let slot = -1;
    if ((seen & tcp.ACK) !== 0) {
      slot = table.find((acknowledgement - span) >>> 0);
      if (slot < 0 && isSynAck && span !== control) slot = table.find((acknowledgement - control) >>> 0);
      // Some firewalls acknowledge the number itself; numbers are random, so it is no other probe's.
      if (slot < 0 && isReset) slot = table.find(acknowledgement);
    } else if (acknowledges) {
      // A probe with ACK is reset without one: the sequence number is then the one that the probe acknowledged.
      slot = table.find(tcp.sequence(bytes, body));
    }
    if (slot < 0) {
      if (atOurPort) book.stray(whose(source, sourcePort), isReset ? 'rst-wrong-ack' : 'wrong-ack', source);
      return;
    }
    const each = targetOf(slot);
    if (each.target.address !== source || each.path?.source !== destination) {
      book.stray(each, 'wrong-address', source);
    } else if (each.target.port !== sourcePort || table.sourcePort[slot] !== ourPort) {
      book.stray(each, 'wrong-port', source);
    } else {
      answer.state = isReset ? 'closed' : 'open';
      answer.reason = isReset ? 'rst' : 'syn-ack';
      answer.acknowledgement = acknowledgement;
      answer.hasAcknowledgement = (seen & tcp.ACK) !== 0;
      answer.window = tcp.window(bytes, body);
      take(slot);
    }
  }

  function readUdp(bytes: Uint8Array, body: number, source: number): void {
    const ourPort = udp.destinationPort(bytes, body);
    if (!isOurPort(ourPort)) return;
    const sourcePort = udp.sourcePort(bytes, body);
    const group = groups.find(source, sourcePort);
    if (group < 0) {
      const each = groups.targetAt(source);
      book.stray(each ?? only, each === null ? 'wrong-address' : 'wrong-port', source);
      return;
    }
    const slot = table.find(group * 65536 + ourPort);
    if (slot < 0) {
      book.stray(groups.target(source, sourcePort), 'not-asked', source);
      return;
    }
    answer.state = 'open';
    answer.reason = 'udp-response';
    take(slot);
  }

  function readEcho(bytes: Uint8Array, body: number, length: number, source: number): void {
    if (icmp.type(bytes, body) !== icmp.TYPE.echoReply || icmp.identifier(bytes, body) !== portBase) return;
    const group = groups.find(source, 0);
    if (group < 0) {
      book.stray(only, 'wrong-address', source);
      return;
    }
    const slot = table.find(group * 65536 + icmp.sequence(bytes, body));
    if (slot < 0) {
      book.stray(groups.target(source, 0), 'wrong-sequence', source);
      return;
    }
    if (!isOurData(bytes, body + icmp.OFFSET.data, length - icmp.HEADER_LENGTH, cutOff)) {
      book.stray(targetOf(slot), 'wrong-data', source);
      return;
    }
    answer.state = 'up';
    answer.reason = 'echo-reply';
    take(slot);
  }

  /** `behind`: bytes that were not captured; of those only the number can be compared. */
  function isOurData(bytes: Uint8Array, offset: number, length: number, behind: number): boolean {
    if (length + behind !== payload.length) return false;
    for (let k = 0; k < length; k++) if (bytes[offset + k] !== payload[k]) return false;
    return true;
  }

  function readError(bytes: Uint8Array, body: number, length: number, source: number): void {
    const type = icmp.type(bytes, body);
    if (!isAnswer(type)) return;
    const quoted = icmp.quotedHeader(bytes, body, length);
    const transport = icmp.quotedTransport(bytes, body, length);
    if (quoted === 0 || transport === 0 || ipv4.protocol(bytes, quoted) !== protocol) return;
    const asked = ipv4.destination(bytes, quoted);
    const port = method === 'icmp' ? 0 : tcp.destinationPort(bytes, transport);
    let ourPort = tcp.sourcePort(bytes, transport);
    let slot = -1;
    const group = groups.find(asked, port);
    if (method === 'tcp') {
      if (!isOurPort(ourPort)) return;
      slot = table.find(tcp.sequence(bytes, transport));
    } else if (method === 'udp') {
      if (!isOurPort(ourPort)) return;
      if (group >= 0) slot = table.find(group * 65536 + ourPort);
    } else {
      if (icmp.type(bytes, transport) !== icmp.TYPE.echo || icmp.identifier(bytes, transport) !== portBase) return;
      ourPort = portBase;
      if (group >= 0) slot = table.find(group * 65536 + icmp.sequence(bytes, transport));
    }
    if (slot < 0) {
      book.stray(whose(asked, port), 'icmp-unknown-probe', source);
      return;
    }
    const each = targetOf(slot);
    const ours = each.path?.source === ipv4.source(bytes, quoted) && table.sourcePort[slot] === ourPort;
    if (!ours || each.target.address !== asked || each.target.port !== port) {
      book.stray(each, 'icmp-unknown-probe', source);
      return;
    }
    const code = icmp.code(bytes, body);
    const isUnreachable = type !== icmp.TYPE.timeExceeded;
    answer.isError = true;
    answer.reason = icmpReason(type, code);
    answer.state = isUnreachable ? 'unreachable' : 'time-exceeded';
    // The host itself says that nobody listens: for UDP what a RST is for TCP (RFC 1122 section 4.1.3.1).
    const isRefusal = type === icmp.TYPE.destinationUnreachable && code === icmp.UNREACHABLE.port;
    if (method === 'udp' && isRefusal && source === asked) answer.state = 'closed';
    take(slot);
  }

  const reader: Reader = {
    steppedAt: NEVER_STEPPED,
    packet(bytes, start, offset, end, missing, way, seconds, nanoseconds, isUnchecked) {
      now = (seconds - epochSeconds) * 1e6 + nanoseconds / 1000;
      unchecked = isUnchecked;
      if (method === 'arp') {
        const header = ethernet.check(bytes, start, end - start);
        if (header === 0 || ethernet.etherType(bytes, start, header) !== ethernet.TYPE_ARP) return;
        if (way === OUTGOING) readArp(bytes, offset, end, true);
        else if (way === TO_US || way === BROADCAST) readArp(bytes, offset, end, false);
        return;
      }
      if (way === OUTGOING) readOutgoing(bytes, offset, end);
      else if (way === TO_US || way === BROADCAST || way === MULTICAST) readIncoming(bytes, offset, end, missing);
    },
  };
  return reader;
}
