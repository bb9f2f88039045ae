// JSON lines of surveys, as files have them: whatever else may stand there, and whole or torn.
//
//  1. A line of a type, or with keys, that nobody knows is passed over: newer programs write them.
//  2. What is no line of ours is counted. Where a file has none of ours, that is an error.
//  3. The last line may be torn, where the survey was cut off or still writes: that is told, the rest counts.
import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { Line } from '../../finding/finding.ts';
import { CliError } from '../errors.ts';

export interface LinesRead {
  readonly file: string;
  readonly ours: number;
  readonly foreign: number;
  /** The number of the first line that is none of ours; 0: all are. */
  readonly firstForeign: number;
  readonly isTorn: boolean;
}

/** No line of ours is so long. */
const LINE_MOST = 4 * 1024 * 1024;
/** Those that a survey writes and a person may ask about. */
type Check = (value: unknown) => Line | null;

/** `-` is stdin. */
export function openLines(file: string): AsyncIterable<Uint8Array> {
  return file === '-' ? process.stdin : createReadStream(file);
}

/** Gives every line of ours to `take`. Throws E_FILE where it cannot be read, E_NOT_OURS. */
export async function readSurvey(
  file: string,
  open: (file: string) => AsyncIterable<Uint8Array>,
  check: Check,
  take: (line: Line) => void,
): Promise<LinesRead> {
  let [number, ours, foreign, firstForeign] = [0, 0, 0, 0];

  /** Whether it is a line of ours, known or not. */
  function takes(text: string): boolean {
    const value = parsed(text);
    if (value === null) return false;
    const line = check(value);
    if (line !== null) take(line);
    return true;
  }

  function count(text: string): void {
    number++;
    if (text.trim() === '') return;
    if (takes(text)) {
      ours++;
      return;
    }
    foreign++;
    if (firstForeign === 0) firstForeign = number;
  }

  let rest = '';
  try {
    const decoder = new StringDecoder('utf8');
    for await (const chunk of open(file)) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop()!.slice(0, LINE_MOST);
      for (const text of lines) count(text);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const reason = code === 'ENOENT' ? 'there is no such file' : code;
    throw new CliError('E_FILE', `${nameOf(file)} cannot be read: ${reason}`);
  }
  // A whole file ends with a line end; what is whole without one counts too.
  const isTorn = rest.trim() !== '' && parsed(rest) === null;
  if (!isTorn) count(rest);
  if (ours === 0) throw new CliError('E_NOT_OURS', `${nameOf(file)} has no line of a survey: ${HOW}`);
  return { file, ours, foreign, firstForeign, isTorn };
}

const HOW = 'portolan scan --json TARGETS > FILE writes them';

export const nameOf = (file: string): string => (file === '-' ? 'stdin' : `"${file}"`);

/** An object as all our lines are; null: none. */
function parsed(text: string): { readonly type: string } | null {
  if (text.length >= LINE_MOST) return null;
  try {
    const value = JSON.parse(text) as { v?: unknown; type?: unknown } | null;
    return value?.v === 1 && typeof value.type === 'string' ? (value as { type: string }) : null;
  } catch {
    return null;
  }
}

/** What strangers may have written is held to the vocabulary. Loads what declares it. */
export async function loadCheck(): Promise<Check> {
  const { line } = await import('../../report/lines.schema.ts');
  return (value) => {
    const { success, data } = line.safeParse(value);
    if (!success) return null;
    const { v: _, ...fact } = data;
    return fact as unknown as Line;
  };
}
