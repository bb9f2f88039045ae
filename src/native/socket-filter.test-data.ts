// Classic BPF as the kernel runs it (Documentation/networking/filter.rst, "BPF engine and instruction set"): the few
// instructions that filters here are made of. A load outside the packet ends the program with 0.
import type { Instruction } from './classic-bpf.ts';

const MOST_STEPS = 4096;
/** SKF_AD_OFF + SKF_AD_PKTTYPE (linux/filter.h): not in the packet, but what the kernel knows of it. */
const PACKET_TYPE = 0xfffff004;

/** How many bytes of the packet are kept; 0: dropped. `packetType`: PACKET_HOST (0) and its kin. Throws where the kernel would refuse the program. */
export function runFilter(program: readonly Instruction[], packet: Uint8Array, packetType = 0): number {
  let a = 0;
  let x = 0;
  let at = 0;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (at >= program.length) throw new RangeError(`the program runs on behind its end, to ${at}`);
    const [code, jumpTrue, jumpFalse, k] = program[at++];
    switch (code) {
      case 0x28: // ldh [k]
      case 0x48: {
        // ldh [x + k]
        const place = code === 0x28 ? k : x + k;
        if (place + 2 > packet.length) return 0;
        a = (packet[place] << 8) | packet[place + 1];
        break;
      }
      case 0x20: // ld [k]
        if (k + 4 > packet.length) return 0;
        a = ((packet[k] << 24) | (packet[k + 1] << 16) | (packet[k + 2] << 8) | packet[k + 3]) >>> 0;
        break;
      case 0x30: // ldb [k]
      case 0x50: {
        // ldb [x + k]
        const place = code === 0x30 ? k : x + k;
        if (place === PACKET_TYPE) {
          a = packetType;
          break;
        }
        if (place + 1 > packet.length) return 0;
        a = packet[place];
        break;
      }
      case 0x80: // ld #len
        a = packet.length;
        break;
      case 0xb1: // ldxb 4 * ([k] & 0xf)
        if (k + 1 > packet.length) return 0;
        x = 4 * (packet[k] & 15);
        break;
      case 0x54: // and #k
        a = (a & k) >>> 0;
        break;
      case 0x15: // jeq #k, jt, jf
        at += a === k ? jumpTrue : jumpFalse;
        break;
      case 0x35: // jge #k, jt, jf
        at += a >= k ? jumpTrue : jumpFalse;
        break;
      case 0x45: // jset #k, jt, jf
        at += (a & k) !== 0 ? jumpTrue : jumpFalse;
        break;
      case 0x06: // ret #k
        return k;
      default:
        throw new RangeError(`instruction 0x${code.toString(16)} is not known here`);
    }
  }
  throw new RangeError('the program does not end');
}

/** Indices of instructions that can be reached from the first one. */
export function reachable(program: readonly Instruction[]): Set<number> {
  const seen = new Set<number>();
  const waiting = [0];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at) || at >= program.length) continue;
    seen.add(at);
    const [code, jumpTrue, jumpFalse] = program[at];
    if (code === 0x06) continue;
    if (code === 0x15 || code === 0x35 || code === 0x45) waiting.push(at + 1 + jumpTrue, at + 1 + jumpFalse);
    else waiting.push(at + 1);
  }
  return seen;
}
