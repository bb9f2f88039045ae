// A batch of lines as it is written down, made where the lines are: whoever writes it reads no line again.
//
//  1. `line` gets a row a host, and one for what is about no host. Rows follow each other in the order in which their first line came;
//     progress is for live displays alone.
//  2. Ports, of which there are floods, are numbers (ports-seen.ts); all else that is told of hosts comes by the handful.
import type { End, HostsFact, Line, PortFact } from '../../finding/finding.ts';
import { createLineText, type LineText } from './line-text.ts';
import { highWordOf, lowWordOf, timeOf } from './ports-seen.ts';

export interface Chunk {
  /** Null: about no host. */
  readonly ip: string | null;
  /** line-text.ts. */
  readonly text: string;
  /** When the host is told of first here, and when last, in milliseconds. `last`: by a fact; null: by none. */
  readonly first: number;
  readonly last: number | null;
  /** One of its ports answered itself. */
  readonly hasAnswered: boolean;
}

export interface Batch {
  readonly chunks: readonly Chunk[];
  /** Three numbers for each line about a port: the index of its chunk, its low and its high word. */
  readonly ports: Uint32Array<ArrayBuffer>;
  /** All other facts about hosts, with the indices of their chunks. */
  readonly facts: readonly (readonly [chunk: number, fact: Exclude<HostsFact, PortFact>])[];
  readonly end: End | null;
}

/** Numbers for one port in `Batch.ports`. */
export const PORT_WORDS = 3;
/** Ports. */
const FIRST_ROOM = 64;

type Begun = Omit<Chunk, 'text' | 'last' | 'hasAnswered'> & {
  last: number | null;
  hasAnswered: boolean;
  written: LineText;
};

export interface BatchMaker {
  /** `json`: the line as JSON. Nothing holds the line itself, unless it is a fact that comes by the handful. */
  add(line: Line, json: string): void;
  /** Of what was added since it was taken last. */
  take(): Batch;
}

export function createBatchMaker(): BatchMaker {
  let indices = new Map<string | null, number>();
  let chunks: Begun[] = [];
  let ports = new Uint32Array(PORT_WORDS * FIRST_ROOM);
  let facts: [chunk: number, fact: Exclude<HostsFact, PortFact>][] = [];
  let [used, end]: [number, End | null] = [0, null];

  function chunkOf(line: Line): number {
    const ip = 'ip' in line ? line.ip : null;
    const known = indices.get(ip);
    if (known !== undefined) return known;
    indices.set(ip, chunks.length);
    const written = createLineText();
    return chunks.push({ ip, first: timeOf(line.time), last: null, hasAnswered: false, written }) - 1;
  }

  function addPort(at: number, line: PortFact, time: number): void {
    if (used === ports.length) {
      const before = ports;
      ports = new Uint32Array(2 * before.length);
      ports.set(before);
    }
    ports[used++] = at;
    ports[used++] = lowWordOf(line, time);
    ports[used++] = highWordOf(line, time);
  }

  return {
    add(line, json) {
      if (line.type === 'progress' || line.type === 'start') return;
      const at = chunkOf(line);
      const chunk = chunks[at];
      chunk.written.add(line, json);
      if (line.type === 'end') end = line;
      if (!('ip' in line) || line.type === 'host-end') return;
      const time = timeOf(line.time);
      chunk.last = Math.max(chunk.last ?? 0, time);
      if (line.type !== 'port') facts.push([at, line]);
      else {
        chunk.hasAnswered ||= isOwnAnswer(line);
        addPort(at, line, time);
      }
    },
    take() {
      const rows = chunks.map(({ written, ...chunk }) => ({ ...chunk, text: written.text }));
      const batch = { chunks: rows, ports: ports.slice(0, used), facts, end };
      [indices, chunks, facts, used, end] = [new Map(), [], [], 0, null];
      return batch;
    },
  };
}

export function batchOf(lines: readonly Line[]): Batch {
  const maker = createBatchMaker();
  for (const line of lines) maker.add(line, JSON.stringify(line));
  return maker.take();
}

/** A router's word for it is not the host's. */
function isOwnAnswer({ reason }: PortFact): boolean {
  return reason !== 'no-response' && !reason.startsWith('icmp-');
}
