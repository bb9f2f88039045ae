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
  readonly ports: Uint32Array;
  /** All other facts about hosts, with the indices of their chunks. */
  readonly facts: readonly (readonly [chunk: number, fact: Exclude<HostsFact, PortFact>])[];
  readonly end: End | null;
}

type Begun = Omit<Chunk, 'text' | 'last' | 'hasAnswered'> & { last: number | null; hasAnswered: boolean };

/** Numbers for one port in `Batch.ports`. */
export const PORT_WORDS = 3;

/** `texts[i]`: `lines[i]` as JSON, where somebody made that already. */
export function batchOf(lines: readonly Line[], texts?: readonly string[]): Batch {
  const indices = new Map<string | null, number>();
  const chunks: Begun[] = [];
  const written: LineText[] = [];
  const ports = new Uint32Array(PORT_WORDS * lines.length);
  const facts: [chunk: number, fact: Exclude<HostsFact, PortFact>][] = [];
  let [used, end]: [number, End | null] = [0, null];

  function chunkOf(line: Line): number {
    const ip = 'ip' in line ? line.ip : null;
    const known = indices.get(ip);
    if (known !== undefined) return known;
    indices.set(ip, chunks.length);
    written.push(createLineText());
    return chunks.push({ ip, first: timeOf(line.time), last: null, hasAnswered: false }) - 1;
  }

  for (const [index, line] of lines.entries()) {
    if (line.type === 'progress' || line.type === 'start') continue;
    const at = chunkOf(line);
    written[at].add(line, texts?.[index] ?? JSON.stringify(line));
    if (line.type === 'end') end = line;
    if (!('ip' in line) || line.type === 'host-end') continue;
    const chunk = chunks[at];
    const time = timeOf(line.time);
    chunk.last = Math.max(chunk.last ?? 0, time);
    if (line.type !== 'port') facts.push([at, line]);
    else {
      chunk.hasAnswered ||= isOwnAnswer(line);
      ports[used++] = at;
      ports[used++] = lowWordOf(line, time);
      ports[used++] = highWordOf(line, time);
    }
  }
  const rows = chunks.map((chunk, at) => ({ ...chunk, text: written[at].text }));
  return { chunks: rows, ports: ports.slice(0, used), facts, end };
}

/** A router's word for it is not the host's. */
function isOwnAnswer({ reason }: PortFact): boolean {
  return reason !== 'no-response' && !reason.startsWith('icmp-');
}
