// The XDP responder's program: answers what comes to its hosts where it arrives, without a packet of the kernel's being
// made.
//
//   frame ─► to our hosts? ─no──► the kernel
//              │ is it there? ─no──► drop
//              │ a protocol it answers? ─no──► the kernel
//              │ lost on the way in? ─yes─► drop
//              └ the answer (xdp-answer-*.ts) ─► lost on the way out? ─► back where it came from
import {
  type Assembler,
  createAssembler,
  createMap,
  createPerCpuArray,
  type LoadedProgram,
  loadProgram,
  type Program,
  r0,
  r1,
  r2,
  r7,
  r8,
  r9,
  r10,
  sumCounters,
  update,
  XDP,
  XDP_MD,
} from '../../src/native/bpf/index.ts';
import { addressNumber, dotted, labAddress } from '../network/addresses.ts';
import type { XdpResponder } from '../network/scenario.ts';
import { LabError } from '../process.ts';
import { ARP_FRAME, ARP_TYPE, answerArp, takeArp } from './xdp-answer-arp.ts';
import { answerIcmp } from './xdp-answer-icmp.ts';
import {
  CONTEXT_AT,
  COUNTERS,
  type Counter,
  count,
  INDEX_AT,
  IPV4_TYPE,
  jumpIfInShare,
  PAIR_AT,
  type ResponderMaps,
} from './xdp-answer-parts.ts';
import { answerTcp } from './xdp-answer-tcp.ts';
import { answerUdp } from './xdp-answer-udp.ts';
import { thereHash } from './xdp-open.ts';

/** Of everything that is answered: Ethernet, IPv4 without options, and 8 bytes; or ARP. */
const SHORTEST = ARP_FRAME;
const PROTOCOLS = { tcp: 6, udp: 17, icmp: 1 } as const;

export interface XdpAnswers {
  readonly loaded: LoadedProgram;
  counters(): Record<Counter, number>;
  close(): void;
}

/** Makes the maps, fills them, loads the program. `mac`: what hosts that answer ARP say. Throws BpfError, or LabError. */
export function createXdpAnswers(plan: XdpResponder, mac: Uint8Array | null = null): XdpAnswers {
  checkPlan(plan, mac);
  const maps = createMaps(plan);
  const loaded = loadProgram(answerProgram(plan, maps, mac), 'xdp');
  return {
    loaded,
    counters() {
      const sums = sumCounters(maps.counters, 0);
      return Object.fromEntries(COUNTERS.map((name, index) => [name, sums[index]])) as Record<Counter, number>;
    },
    close() {
      for (const each of [loaded, maps.counters, maps.open, maps.limits]) each?.close();
    },
  };
}

function checkPlan({ first, count: hosts, lossPercent, answers }: XdpResponder, mac: Uint8Array | null): void {
  labAddress(first);
  labAddress(dotted(addressNumber(first) + hosts - 1));
  if (!(lossPercent >= 0 && lossPercent <= 100)) {
    throw new LabError('E_LAB_SCENARIO', `${lossPercent} % cannot be lost`);
  }
  if (answers?.includes('arp') && mac?.length !== 6) {
    throw new LabError('E_LAB_SCENARIO', 'who answers ARP needs a MAC address');
  }
}

function createMaps({ open, limit }: XdpResponder): ResponderMaps {
  const counters = createPerCpuArray('counters', COUNTERS.length * 8, 1);
  const limits =
    limit === null
      ? null
      : createMap({ name: 'limits', kind: 'array', keySize: 4, valueSize: 16, entries: limit.hosts });
  if (open.kind !== 'list') return { counters, open: null, limits };
  const pairs = Object.entries(open.ports).flatMap(([host, ports]) => ports.map((port) => [addressNumber(host), port]));
  const entries = Math.max(1, pairs.length);
  const map = createMap({ name: 'open', kind: 'hash', keySize: 8, valueSize: 1, entries });
  const key = Buffer.alloc(8);
  for (const [address, port] of pairs) {
    key.writeUInt32LE(address, 0);
    key.writeUInt32LE(port, 4);
    update(map, key, Uint8Array.of(1));
  }
  return { counters, open: map, limits };
}

/** The program for this plan; what the plan has not is not in it. */
function answerProgram(plan: XdpResponder, maps: ResponderMaps, mac: Uint8Array | null): Program {
  const answers = plan.answers ?? ['tcp'];
  const a = createAssembler('lab_responder');
  a.comment('long enough, and IPv4');
  a.stx64(r10, CONTEXT_AT, r1).ldx32(r8, r1, XDP_MD.data).ldx32(r2, r1, XDP_MD.dataEnd);
  a.mov(r1, r8).add(r1, SHORTEST).jgt(r1, r2, 'pass').ldx16(r1, r8, 12);
  if (answers.includes('arp')) a.jeq(r1, ARP_TYPE, 'arp');
  a.jne(r1, IPV4_TYPE, 'pass').ldx32(r7, r8, 30).be32(r7);
  takeHost(a, plan, maps);
  if (plan.dropsAll) count(a, 'dropped').ja('drop');
  else takeProtocol(a, plan, maps);
  if (answers.includes('arp') && mac !== null) {
    a.label('arp');
    takeArp(a);
    takeHost(a, plan, maps);
    answerArp(a, plan, mac);
  }
  // Whatever cannot be reached the verifier refuses.
  if (!plan.dropsAll || answers.includes('arp')) a.label('transmit').mov(r0, XDP.transmit).exit();
  a.label('pass').mov(r0, XDP.pass).exit();
  a.label('drop').mov(r0, XDP.drop).exit();
  return a.assemble();
}

/** The host in r7: one of ours, and there? Leaves its index on the stack, and the counters of this processor in r9. */
function takeHost(a: Assembler, plan: XdpResponder, { counters }: ResponderMaps): void {
  a.comment('to one of our hosts');
  a.mov32(r1, r7).sub32(r1, addressNumber(plan.first)).jge32(r1, plan.count, 'pass').stx32(r10, INDEX_AT, r1);
  a.comment('the counters of this processor');
  a.st32(r10, PAIR_AT, 0).ldmap(r1, counters).mov(r2, r10).add(r2, PAIR_AT).call('map_lookup_elem');
  a.jeq(r0, 0, 'pass').mov(r9, r0);
  const hash = thereHash(plan);
  if (hash === null) return;
  a.comment('is it there?');
  const there = a.freshLabel('there');
  jumpIfInShare(a, hash, null, there);
  count(a, 'absent').ja('drop').label(there);
}

function takeProtocol(a: Assembler, plan: XdpResponder, maps: ResponderMaps): void {
  const answers = plan.answers ?? ['tcp'];
  a.comment('in one piece, behind a header without options');
  a.ldx8(r1, r8, 14).jne(r1, 0x45, 'pass');
  a.ldx16(r1, r8, 20).be16(r1).jset(r1, 0x3fff, 'pass');
  a.ldx8(r1, r8, 23);
  for (const name of ['tcp', 'udp', 'icmp'] as const) if (answers.includes(name)) a.jeq(r1, PROTOCOLS[name], name);
  a.ja('pass');
  if (answers.includes('tcp')) {
    a.label('tcp');
    answerTcp(a, plan, maps);
  }
  if (answers.includes('udp')) {
    a.label('udp');
    answerUdp(a, plan, maps);
  }
  if (answers.includes('icmp')) {
    a.label('icmp');
    answerIcmp(a, plan);
  }
}
