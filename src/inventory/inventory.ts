// What was found, kept over time. open.ts opens one: SQLite by default, PostgreSQL where it is shared; both pass one compliance suite.
//
//   survey ── lines ──► ScanWriter ──► scan    one a survey: its start, how it ended
//                                      line    what it said, joined where it came again: a row a fact
//                                      device  who has it: keys with evidence and times; addresses over time
//                                      host, port, service   what is known now, to be asked by filters
import type { End, Line, NetworkFact, StartLine } from '../finding/finding.ts';

/** A number, counted from 1 in each inventory. */
export type ScanId = number;

/** `interrupted` and `crashed` can be gone on with, where there is a journal. */
export type ScanState = 'running' | 'finished' | 'interrupted' | 'failed' | 'crashed' | 'imported';

export interface ScanRow {
  readonly id: ScanId;
  readonly state: ScanState;
  /** RFC 3339, milliseconds. */
  readonly begun: string;
  readonly ended: string | null;
  readonly argv: readonly string[];
  readonly targets: readonly string[];
  readonly seed: string;
  readonly hostsUp: number;
  readonly openPorts: number;
  readonly start: StartLine;
  readonly end: End | null;
}

export interface HostRow {
  readonly device: number;
  readonly ip: string;
  readonly state: 'up' | 'down' | 'unknown';
  readonly name: string | null;
  readonly mac: string | null;
  readonly vendor: string | null;
  readonly kind: string | null;
  readonly os: string | null;
  /** Of TCP and of UDP. */
  readonly openPorts: number;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The scan that saw it last. */
  readonly scan: ScanId;
}

export interface PortRow {
  readonly device: number;
  readonly ip: string;
  readonly proto: 'tcp' | 'udp';
  readonly port: number;
  readonly state: string;
  readonly service: string | null;
  readonly product: string | null;
  readonly version: string | null;
  readonly tls: boolean;
  /** Where a filter asks for certificates (`cert:`), or the order `expires` does: whose it is, and when it ends (RFC 3339). */
  readonly certificate?: string;
  readonly expires?: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly scan: ScanId;
}

/** As many services of one kind as there are. */
export interface ServiceRow {
  readonly service: string;
  readonly product: string | null;
  readonly version: string | null;
  readonly hosts: number;
  readonly ports: number;
}

/** A part of what there is. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  /** How many there are in all. */
  readonly total: number;
}

export interface Query {
  /** In the words of the command line: `port:443 product:nginx os:linux new:7d`; empty: all, of ports those that are open. Throws E_FILTER, which names the word. */
  readonly filter?: string;
  /** A column's name, `-` before it: downwards. Default: by address. */
  readonly sort?: string;
  readonly limit?: number;
  readonly offset?: number;
}

export interface Said {
  readonly lines: readonly Line[];
  /** The place behind them. */
  readonly last: number;
  /** Nothing more is kept now. */
  readonly isAll: boolean;
}

/** Why two devices are taken for one machine. */
export interface MergeRow {
  readonly id: number;
  readonly time: string;
  readonly scan: ScanId;
  /** The key that both have: `ssh-key`, and its fingerprint. */
  readonly kind: string;
  readonly value: string;
  /** Where each of them was seen with it. */
  readonly addresses: readonly [string, string];
  /** Both were there at the same time; else one was gone when the other came. */
  readonly atOnce: boolean;
  readonly undone: { readonly time: string; readonly because: string } | null;
}

/** A machine: what it is known by, the addresses that it has and had, and why they are one machine's. */
export interface DeviceRow {
  readonly device: number;
  readonly keys: readonly {
    readonly kind: string;
    readonly value: string;
    /** Who said so. */
    readonly source: string;
    readonly ip: string;
    readonly firstSeen: string;
    readonly lastSeen: string;
  }[];
  /** The newest first. */
  readonly addresses: readonly { readonly ip: string; readonly firstSeen: string; readonly lastSeen: string }[];
  readonly merges: readonly MergeRow[];
}

/** What writes one survey down. */
export interface ScanWriter {
  readonly scan: ScanId;
  /** What the survey is to do is another now: targets were added or dropped. */
  restate(start: StartLine): Promise<void>;
  /** In the order of the survey; when it resolves, they are kept whatever happens to this process. */
  write(lines: readonly Line[]): Promise<void>;
  /** Its `end` was written, or it has none and that is its state. */
  close(state: ScanState): Promise<void>;
}

export interface Inventory {
  /** Begins a survey, or goes on with one. */
  begin(start: StartLine, goOnWith?: ScanId): Promise<ScanWriter>;
  /** The newest first. */
  scans(query?: Query): Promise<Page<ScanRow>>;
  /** Throws E_NO_SCAN. */
  scan(id: ScanId): Promise<ScanRow>;
  /**
   * All that a survey said, as lines: `start`, facts joined where they came again, `host-end`, `phase-end`, `end` where it has one.
   * `ip`: of all hosts this one alone.
   */
  lines(id: ScanId, signal?: AbortSignal, ip?: string): AsyncIterable<Line>;
  /**
   * What a survey said, in the order in which it was kept, as it was said: from the beginning (`start` first), or behind a place where one
   * was before. `limit`: lines; of a host that said much at once a few more. Throws E_NO_SCAN.
   */
  said(id: ScanId, after: number | null, limit: number): Promise<Said>;
  hosts(query?: Query): Promise<Page<HostRow>>;
  ports(query?: Query): Promise<Page<PortRow>>;
  services(query?: Query): Promise<Page<ServiceRow>>;
  /** What all surveys said of a host, by address, name, MAC address or `device:NUMBER`: each fact as it was last said. */
  linesOf(host: string, signal?: AbortSignal): AsyncIterable<Line>;
  /** The surveys that said something of it, the newest first: at most 100. */
  scansOf(host: string): Promise<readonly ScanRow[]>;
  /** Those that are meant as in `linesOf`. */
  devices(host: string): Promise<readonly DeviceRow[]>;
  /** The networks that the newest surveys saw, at most 100 surveys: each network as it was last said. */
  networks(): Promise<readonly NetworkFact[]>;
  /** Takes a merge back; it is not made again. Throws E_NO_MERGE. */
  undoMerge(id: number): Promise<void>;
  /** Removes surveys that ended before; what only they knew goes too. Returns their numbers. */
  prune(before: Date): Promise<readonly ScanId[]>;
  close(): Promise<void>;
}
