// What lines say of one host, each fact once: joined where it came again (src/finding/join.ts). Nothing is left out: unlike a picture
// for a screen this has no bounds, as one host's facts have them where they are made.
//
//  1. Facts stand in the order in which they first came.
//  2. What has no rule of its own (certificates, notes, paths, statements of who it is): the newer one counts.
import type { HostEnd, HostsFact, Line } from '../../finding/finding.ts';
import { firstHost, joinHosts, joinPorts, joinServices } from '../../finding/join.ts';

type OfHost = HostsFact | HostEnd;

export interface JoinedLines {
  take(line: OfHost): void;
  /** From here on lines are another survey's, later than those before: what it says of a thing stands for what they said. */
  next(): void;
  all(): Iterable<OfHost>;
}

export function createJoinedLines(): JoinedLines {
  const known = new Map<string, OfHost>();
  let own = new Set<string>();
  return {
    take(line) {
      const key = keyOf(line);
      const before = known.get(key);
      const isLater = before !== undefined && !own.has(key) && line.type !== 'host' && line.type !== 'clue';
      known.set(key, before === undefined || isLater ? first(line) : joinLines(before, line));
      own.add(key);
    },
    next: () => {
      own = new Set();
    },
    all: () => known.values(),
  };
}

/** Whether a line is about a host. */
export function isOfHost(line: Line): line is OfHost {
  return 'ip' in line;
}

function first(line: OfHost): OfHost {
  return line.type === 'host' ? firstHost(line) : line;
}

function joinLines(before: OfHost, line: OfHost): OfHost {
  if (before.type === 'host' && line.type === 'host') return joinHosts(before, line);
  if (before.type === 'port' && line.type === 'port') return joinPorts(before, line);
  if (before.type === 'service' && line.type === 'service') return joinServices(before, line);
  if (before.type === 'clue' && line.type === 'clue') return line.confidence > before.confidence ? line : before;
  return before.time <= line.time ? line : before;
}

function keyOf(line: OfHost): string {
  switch (line.type) {
    case 'port':
    case 'service':
    case 'certificate':
      return `${line.type} ${line.proto} ${line.port}`;
    case 'note':
      return `note ${line.proto} ${line.port} ${line.code}`;
    case 'clue':
      return `clue ${line.about} ${line.source} ${line.value}`;
    case 'host-end':
      return `host-end ${line.stage}`;
    default:
      return line.type;
  }
}
