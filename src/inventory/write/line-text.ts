// Lines as the text of a row of `line`. In a flood of ports a line says little that the one before it did not: it is said by what
// differs, in an eighth of the room.
//
//   {"type":"port","ip":"198.18.0.7","proto":"tcp","port":22,"state":"open", ... "rttMs":0.4, ... "time":"2026-01-01T00:00:00.000Z"}
//   [80,3,0.5]        the same of port 80, 3 milliseconds later than the whole line above it, with that round-trip time
//
//  1. What differs in anything else, or cannot be said so, is a whole line: reading gives the very lines that were written.
import type { Line } from '../../finding/finding.ts';
import { timeOf } from './ports-seen.ts';

type Port = Line & { readonly type: 'port' };
type Short = readonly [port: number, later: number, rttMs?: number];

/** What a short line says. */
const SAID: ReadonlySet<string> = new Set<keyof Port>(['port', 'time', 'rttMs']);

export interface LineText {
  /** `json`: the line as JSON. */
  add(line: Line, json: string): void;
  readonly text: string;
}

export function createLineText(): LineText {
  let text = '';
  let whole: Port | null = null;
  let since = 0;
  let keys: readonly string[] = [];
  return {
    add(line, json) {
      const isSaid = line.type === 'port' && canBeSaid(line);
      const isShort = isSaid && whole !== null && isLike(line, whole, keys);
      const said = isShort ? shortOf(line, since) : json;
      text = text === '' ? said : `${text}\n${said}`;
      if (isShort) return;
      whole = isSaid ? line : null;
      keys = isSaid ? Object.keys(line) : [];
      since = timeOf(line.time);
    },
    get text() {
      return text;
    },
  };
}

/** `since`: the time of the whole line, in milliseconds. */
function shortOf({ port, time, rttMs }: Port, since: number): string {
  const later = timeOf(time) - since;
  return rttMs === undefined ? `[${port},${later}]` : `[${port},${later},${rttMs}]`;
}

let lastTime = '';

/** Whether its time can be made again of its milliseconds, and its numbers are numbers in JSON. */
function canBeSaid({ port, time, rttMs }: Port): boolean {
  if (time !== lastTime) {
    const milliseconds = timeOf(time);
    if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString() !== time) return false;
    lastTime = time;
  }
  return Number.isFinite(port) && (rttMs === undefined || Number.isFinite(rttMs));
}

/** Rule 1. `keys`: those of the other one, in their order. */
function isLike(line: Port, whole: Port, keys: readonly string[]): boolean {
  let at = 0;
  for (const key in line) {
    if (key !== keys[at++]) return false;
    const name = key as keyof Port;
    if (line[name] !== whole[name] && !SAID.has(key)) return false;
  }
  return at === keys.length && (line.rttMs === undefined) === (whole.rttMs === undefined);
}

/** We wrote them. */
export function linesIn(text: string): readonly Line[] {
  let whole: Line;
  return text.split('\n').map((each) => {
    const said = JSON.parse(each) as Line | Short;
    if (!('type' in said)) return likeIt(whole as Port, said);
    whole = said;
    return said;
  });
}

function likeIt(whole: Port, [port, later, rttMs]: Short): Port {
  const time = new Date(timeOf(whole.time) + later).toISOString();
  return rttMs === undefined ? { ...whole, port, time } : { ...whole, port, time, rttMs };
}
