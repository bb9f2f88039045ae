// Many hosts, each only a program, behind one TAP device: who they are stands in `hosts/`.
//   node responder.ts '{"interface":"lan0","places":[{"host":"windows-11","address":"198.18.40.10"}],"announceMs":0}'
// Says `ready` when the device is there. The line `report` on its input is answered by one line of JSON: counters. Ends when
// its input closes.
import { createInterface } from 'node:readline';
import * as arp from '../../src/wire/arp.ts';
import { readU16, readU32 } from '../../src/wire/bytes.ts';
import * as ethernet from '../../src/wire/ethernet.ts';
import * as ipv4 from '../../src/wire/ipv4.ts';
import { createWaiter, FRAME_LIMIT, numericAddress, openDevice, readFrame } from '../machines/tuntap.ts';
import { addressNumber } from '../network/addresses.ts';
import { announce, answerArp, wakesIn } from './answer-arp.ts';
import { answerIcmp } from './answer-icmp.ts';
import { createTcpSide } from './answer-tcp.ts';
import { createUdpSide } from './answer-udp.ts';
import { IP_AT } from './emit.ts';
import type { Place } from './host.ts';
import { hostNamed } from './hosts/hosts.ts';
import { createLink, isLost } from './link.ts';
import { createMachine, type Machine } from './machine.ts';

export interface EmulatedPlan {
  readonly interface: string;
  readonly places: readonly Place[];
  /** How often all announce themselves by ARP; 0: never. */
  readonly announceMs: number;
}

export interface EmulatedReport {
  readonly received: number;
  readonly sent: number;
  readonly lost: number;
  readonly refused: number;
  readonly syns: number;
  readonly connections: number;
  readonly again: number;
  readonly datagrams: number;
  readonly arp: number;
}

const BATCH = 512;
const AGAIN_EVERY_MS = 200;
/** TLS is made in turns of the event loop, between which the device is waited for. */
const THINKING_MS = 1;
const MULTICAST = 0xe0000000;
const BROADCAST = 0xffffffff;

function play({ interface: name, places, announceMs }: EmulatedPlan): void {
  const machines = new Map<number, Machine>();
  for (const place of places) {
    machines.set(addressNumber(place.address), createMachine(hostNamed(place.host), place));
  }
  const proxies = [...machines.values()].filter(({ proxyLast, proxyFirst }) => proxyLast >= proxyFirst);
  const device = openDevice(name, 'tap');
  const waiter = createWaiter([device]);
  const link = createLink(device);
  const tcpSide = createTcpSide(link);
  const udpSide = createUdpSide(link, [...machines.values()]);
  const frame = new Uint8Array(FRAME_LIMIT + 64);
  const frameAddress = numericAddress(frame);
  const held: { readonly frame: Uint8Array; readonly due: number }[] = [];
  let received = 0;
  let arps = 0;
  let againAt = 0;
  let announceAt = announceMs > 0 ? 0 : Number.POSITIVE_INFINITY;

  function isFor({ mac }: Machine, bytes: Uint8Array): boolean {
    for (let k = 5; k >= 0; k--) if (bytes[k] !== mac[k]) return false;
    return true;
  }

  function receiveArp(bytes: Uint8Array, length: number, now: number): void {
    if (arp.check(bytes, IP_AT, length - IP_AT) === 0 || arp.operation(bytes, IP_AT) !== arp.REQUEST) return;
    arps++;
    const target = arp.targetAddress(bytes, IP_AT);
    const machine = machines.get(target);
    if (machine !== undefined) {
      if (!isLost(machine)) answerArp(machine, bytes, 0, target, link, now);
      return;
    }
    for (const proxy of proxies) {
      if (target < proxy.proxyFirst || target > proxy.proxyLast) continue;
      answerArp(proxy, bytes, 0, target, link, now);
    }
  }

  function receiveIpv4(bytes: Uint8Array, length: number, now: number): void {
    const header = ipv4.check(bytes, IP_AT, length - IP_AT);
    if (header === 0 || ipv4.isFragment(bytes, IP_AT)) return;
    const total = ipv4.totalLength(bytes, IP_AT);
    if (total > length - IP_AT || !ipv4.isIntact(bytes, IP_AT)) return;
    const destination = readU32(bytes, IP_AT + ipv4.OFFSET.destination);
    const payload = IP_AT + header;
    const size = total - header;
    const protocol = ipv4.protocol(bytes, IP_AT);
    const machine = machines.get(destination);
    if (machine === undefined) {
      if (protocol !== ipv4.PROTOCOL_UDP) return;
      // A broadcast of the subnet is told by the link: to no machine's address, but to all.
      const group = destination < MULTICAST && bytes[0] === 0xff ? BROADCAST : destination;
      if (group >= MULTICAST) udpSide.receiveGroup(bytes, payload, size, group, now);
      return;
    }
    if (!isFor(machine, bytes) || isLost(machine)) return;
    const later = wakesIn(machine, now);
    if (later > 0 && held.length < BATCH) {
      held.push({ frame: bytes.slice(0, length), due: now + later });
      return;
    }
    if (protocol === ipv4.PROTOCOL_TCP) tcpSide.receive(machine, bytes, 0, payload, size, now);
    else if (protocol === ipv4.PROTOCOL_UDP) udpSide.receive(machine, bytes, payload, size, total, now);
    else if (protocol === ipv4.PROTOCOL_ICMP) {
      const answer = answerIcmp(machine, bytes, 0, payload, size);
      if (answer > 0) link.send(machine, answer, now);
    }
  }

  function receive(bytes: Uint8Array, length: number, now: number): void {
    if (length < ethernet.HEADER_LENGTH) return;
    const type = readU16(bytes, ethernet.OFFSET.etherType);
    if (type === ethernet.TYPE_IPV4) receiveIpv4(bytes, length, now);
    else if (type === ethernet.TYPE_ARP) receiveArp(bytes, length, now);
  }

  function timers(now: number): void {
    while (held.length > 0 && held[0].due <= now) {
      const one = held.shift()!;
      receive(one.frame, one.frame.length, now);
    }
    if (now >= againAt) {
      againAt = now + AGAIN_EVERY_MS;
      tcpSide.again(now);
    }
    if (now >= announceAt) {
      announceAt = now + announceMs;
      for (const machine of machines.values()) announce(machine, link, now);
    }
  }

  function turn(): void {
    const next = link.deliver(performance.now());
    waiter.wait(1000 * (tcpSide.isThinking() ? Math.min(next, THINKING_MS) : next));
    const now = performance.now();
    for (let count = 0; count < BATCH; count++) {
      const length = readFrame(device, frameAddress);
      if (length === 0) break;
      received++;
      receive(frame, length, now);
    }
    timers(now);
    setImmediate(turn);
  }

  function report(): void {
    const { datagrams } = udpSide.counters;
    const value: EmulatedReport = { received, ...link.counters, ...tcpSide.counters, datagrams, arp: arps };
    process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  createInterface({ input: process.stdin })
    .on('line', (text) => {
      if (text === 'report') report();
    })
    .on('close', () => process.exit(0));
  process.stdout.write('ready\n');
  turn();
}

play(JSON.parse(process.argv[2]) as EmulatedPlan);
