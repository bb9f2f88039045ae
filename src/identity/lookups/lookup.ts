// A lookup: a question of its own about who a host is, asked by ordinary sockets, without rights.

import type { ServiceFinding } from '../../service/facts.ts';
import type { Clue } from '../clue.ts';
import type { Agent, AskAgentOptions } from '../neighbours/ask-agent.ts';
import type { AgentTables } from '../neighbours/tables.ts';
import type { Seen } from '../sources/source.ts';

/** What is known of the host that is asked about. */
export interface Subject {
  readonly ip: string;
  readonly mac?: string;
  /** It is on a link of this machine: it can be asked by multicast as well. */
  readonly isNear: boolean;
  readonly rttMs?: number;
}

export interface LookupOptions {
  readonly signal: AbortSignal;
  /** How long the answer is waited for at the most. */
  readonly budgetMs: number;
  /** Told of a port of the host that was asked and has answered: what it is for, as facts have it; may be told again. */
  answered?(facts: readonly ServiceFinding[]): void;
}

export interface Lookup {
  /** As clues have it: `reverse-dns`. */
  readonly name: string;
  /** Its question is that of a scan of this UDP port: where the scan asks it, and finds out what is behind it, it need not be asked. */
  readonly udpPort?: number;
  /**
   * Its questions go to servers, and not to the hosts that they are about: thousands at once, as many as its servers bear. For its answers
   * it is not `budgetMs` after each question that counts, but after its servers last spoke to anybody.
   */
  readonly asksServers?: true;
  /** Of how many hosts its servers have said nothing, so far, though they spoke of others. */
  unanswered?(): number;
  /** What it found; nothing where nobody answers. Never rejects for what a stranger does or leaves out. */
  ask?(subject: Subject, options: LookupOptions): Promise<readonly Clue[]>;
  /** What a fact gives cause to ask; null: this one gives none. Like `ask` in all else. */
  follow?(fact: Seen, options: LookupOptions): Promise<readonly Clue[]> | null;
}

export interface Lookups {
  readonly all: readonly Lookup[];
  /** The tables of neighbours of an SNMP agent; missing where no community is known. Null: it lets none be read. */
  neighboursOf?(agent: Agent, options: AskAgentOptions): Promise<AgentTables | null>;
  /** Closes its sockets: what is still being asked ends with what it has. */
  close(): void;
}

/** What a request says of them. */
export interface LookupChoice {
  /** Whether names of addresses are looked up (reverse DNS). Default: true. */
  readonly reverseDns?: boolean;
  /** `192.0.2.1`, `192.0.2.1:5353`. Default: the system's. */
  readonly dnsServers?: readonly string[];
  readonly snmpCommunity?: readonly string[];
  /** Whether all hosts of a link may be asked at once, those too that nobody named. Default: false. */
  readonly asksLinks?: boolean;
}
