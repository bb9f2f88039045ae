// Our own JSON lines: what strangers may have written is held to the vocabulary; what nobody knows is passed over, as newer programs
// write it. A last line that is torn is left out.
import type { Line } from '../../finding/finding.ts';
import { ImportError } from './import-error.ts';
import { linesIn } from './lines-in.ts';

/** Throws E_IMPORT. */
export async function* readJsonLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  const { line } = await import('../lines.schema.ts');
  let ours = 0;
  for await (const text of linesIn(chunks)) {
    const { success, data } = line.safeParse(parsed(text));
    if (!success) continue;
    ours++;
    const { v: _, ...value } = data as { v: unknown };
    yield value as Line;
  }
  if (ours === 0) throw new ImportError('no line of a survey: portolan scan --json TARGETS > FILE writes them');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
