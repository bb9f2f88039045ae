// A batch of lines as rows of `line`: a row a host, and one for what is about no host. Rows follow each other in the order in which
// their first line came; progress is for live displays alone.
import type { Line } from '../../finding/finding.ts';

export interface Chunk {
  /** Null: about no host. */
  readonly ip: string | null;
  text: string;
}

/** `texts[i]`: `lines[i]` as JSON, where somebody made that already. */
export function chunksOf(lines: readonly Line[], texts?: readonly string[]): readonly Chunk[] {
  const chunks = new Map<string | null, Chunk>();
  lines.forEach((line, index) => {
    if (line.type === 'progress' || line.type === 'start') return;
    const ip = 'ip' in line ? line.ip : null;
    const text = texts?.[index] ?? JSON.stringify(line);
    const chunk = chunks.get(ip);
    if (chunk === undefined) chunks.set(ip, { ip, text });
    else chunk.text += `\n${text}`;
  });
  return [...chunks.values()];
}

/** The lines of a row. We wrote them. */
export function linesIn(text: string): readonly Line[] {
  return text.split('\n').map((each) => JSON.parse(each) as Line);
}
