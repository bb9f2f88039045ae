// What every probe gives: how its packets are made, and how an answer to one is read. One record a probe; probes.ts has
// them by name.
//
//   form:   template ── what all packets of it share, prepared once in every slot
//           patches ─── what changes from target to target, and where it stands
//           checksums ─ what goes into each
//
// A form is data alone, so that the eBPF emitter makes any of them without knowing which (src/scan/kernel/probe-bpf.ts).
// `patch` is the same by hand, as fast as JavaScript can; the tests compare both, byte for byte.
import { writeU16 } from '../wire/bytes.ts';
import type { Answer } from './answer.ts';
import type { Meaning } from './meaning.ts';

/** What changes. `cookieLow`: its lower 16 bits; `sourceMac`: as the Ethernet header before the packet has it. */
export type Field = 'source' | 'destination' | 'sourcePort' | 'destinationPort' | 'cookie' | 'cookieLow' | 'sourceMac';

export interface Patch {
  readonly field: Field;
  /** Bytes from the network header on. */
  readonly at: number;
}

/** An Internet checksum (RFC 1071): `sum` of the half-words that never change, on top of it those of `fields`. */
export interface Checksum {
  readonly at: number;
  readonly sum: number;
  readonly fields: readonly Field[];
  /** RFC 768: zero would say that there is none, so it is sent as all ones. */
  readonly neverZero: boolean;
}

export interface ProbeForm {
  readonly etherType: number;
  /** From the network header on; zeros where it is patched, and for the checksums. */
  readonly template: Uint8Array;
  readonly patches: readonly Patch[];
  readonly checksums: readonly Checksum[];
}

/** Writes all that changes over a prepared packet of the same form; `offset` is where the network header begins. */
export type PatchProbe = (
  form: ProbeForm,
  bytes: Uint8Array,
  offset: number,
  source: number,
  destination: number,
  sourcePort: number,
  destinationPort: number,
  cookie: number,
) => void;

/**
 * Reads the packet whose network header is at `offset`; bytes from `end` on are not shown, `missing` of them were there.
 * `trust`: what is known of its checksum (VOUCHED and its kin, answer.ts). Returns NONE, OPEN, CLOSED, FILTERED or
 * ARRIVED, and but for NONE all of `answer` is filled in. What no kernel would accept is NONE. Never throws.
 */
export type ReadAnswer = (
  bytes: Uint8Array,
  offset: number,
  end: number,
  missing: number,
  trust: number,
  answer: Answer,
) => number;

export interface Probe {
  /** As in probes.ts. */
  readonly name: string;
  /** For people: "by ICMP echo". */
  readonly title: string;
  readonly meaning: Meaning;
  /** What carries its answers, ICMP errors apart: the filters let that in, for the 16 ports that ask. */
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'arp' | 'any';
  /** Of which its source ports are, so that no local program meets the answers. */
  readonly transport: 'tcp' | 'udp';
  /** `routed`: as the kernel would; `on-link`: by broadcast, on the links of this machine and by no other interface. */
  readonly reach: 'routed' | 'on-link';
  /** Ordinary sockets find the same, so that a scan can do without packets of its own. */
  readonly byConnect: boolean;
  /** How many of its probes are answered tells what the way there bears. */
  readonly setsPace: boolean;
  /**
   * A closed port is told by an ICMP error, and nearly every host limits those (RFC 1812 section 4.3.2.8). So refusals that
   * a repeat brought tell of that limit and not of loss, and a repeat has patience with hosts that refuse.
   */
  readonly refusalsAreLimited: boolean;
  /** Devices are known behind which everything answers. */
  readonly tarpitPossible: boolean;
  /** A host that answered is asked no more: one sign of life is enough. So is an ARP reply. */
  readonly firstAnswerEnds?: boolean;
  /** However soon others answered, nobody is given up sooner. */
  readonly shortestRtoMs: number;
  /** How long a host that was never heard is waited for after the first attempt (rules 9 and 10 of src/scan/passes/rounds.ts). */
  readonly strangerMs: number;
  /** The last attempt is made so long after the first at the earliest. */
  readonly spreadMs: number;
  /**
   * Every form in which it asks, 256 at the most; of one EtherType. With the same patches, or it is left to the raw engine
   * (src/scan/kernel/choice.ts).
   */
  readonly forms: readonly ProbeForm[];
  /** So many attempts may ask in ways of their own; all later ones ask as the last of them. */
  readonly attempts: number;
  /** So many turns an attempt has: a port of which several forms are known is asked with all of them, one after the other. */
  readonly turns: number;
  /**
   * Which of the forms asks this port, by attempt and turn, from 0 (form-table.ts). `isOurs`: it is one of our source ports
   * too, where what asks and what answers must be told apart.
   */
  readonly formOf: (port: number, row: number, isOurs: boolean) => number;
  readonly patch: PatchProbe;
  readonly read: ReadAnswer;
}

/** Writes the constant part; `offset` is where the network header begins, behind `linkHeader` bytes of Ethernet. */
export function prepare(form: ProbeForm, bytes: Uint8Array, offset: number, linkHeader: 0 | 14): void {
  if (linkHeader > 0) writeU16(bytes, offset - 2, form.etherType);
  bytes.set(form.template, offset);
}
