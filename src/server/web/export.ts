// A scan as a file, written as it is read: never all of it in memory.
import type { Line } from '../../finding/finding.ts';
import type { Inventory, ScanId } from '../../inventory/inventory.ts';
import { jsonLine } from '../../report/json-lines.ts';

/** Characters that are handed over at once. */
const CHUNK = 65_536;

/** What turns lines into text. */
export interface Writer {
  take(line: Line): void;
  end(): void;
}

export interface Format {
  readonly type: string;
  open(write: (text: string) => void): Writer;
}

export const JSON_LINES: Format = {
  type: 'application/x-ndjson',
  open: (write) => ({ take: (line) => write(jsonLine(line)), end: () => {} }),
};

export function exported(lines: AsyncIterable<Line>, { type, open }: Format, name: string): Response {
  const encoder = new TextEncoder();
  let text = '';
  const writer = open((more) => {
    text += more;
  });
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const line of lines) {
      writer.take(line);
      if (text.length < CHUNK) continue;
      yield encoder.encode(text);
      text = '';
    }
    writer.end();
    yield encoder.encode(text);
  }
  return new Response(ReadableStream.from(pieces()), {
    headers: { 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` },
  });
}

/** Null where there is no such format. Throws E_NO_SCAN before anything is written. */
export async function exportScan(
  inventory: Inventory,
  scan: ScanId,
  format: string,
  signal: AbortSignal,
): Promise<Response | null> {
  const found = format === 'jsonl' ? JSON_LINES : null;
  if (found === null) return null;
  await inventory.scan(scan);
  return exported(inventory.lines(scan, signal), found, `portolan-scan-${scan}.${format}`);
}
