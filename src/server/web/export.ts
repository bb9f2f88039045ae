// A scan as a file, in any format of results, written as it is read: never all of it in memory, unless the format wants that.
import type { Line } from '../../finding/finding.ts';
import { linesBefore } from '../../inventory/diff/which-scans.ts';
import type { Inventory, ScanId } from '../../inventory/inventory.ts';
import type { ReportFormat, ReportOptions } from '../../report/formats/format.ts';
import { FORMATS, isFormat, SHOW_CHANGES } from '../../report/formats/formats.ts';

/** Characters that are handed over at once. */
const CHUNK = 65_536;
/** Of the others a browser need not know more than that they are text. */
const TYPES: Readonly<Record<string, string>> = {
  json: 'application/x-ndjson',
  xml: 'application/xml',
  csv: 'text/csv',
};

/** `format`: by its name, `jsonl` is `json`. Null where there is none of that name. Throws E_NO_SCAN before anything is written. */
export async function exportScan(
  inventory: Inventory,
  scan: ScanId,
  format: string,
  signal: AbortSignal,
): Promise<Response | null> {
  const name = format === 'jsonl' ? 'json' : format;
  if (!isFormat(name)) return null;
  const report = await FORMATS[name]();
  const row = await inventory.scan(scan);
  // As `portolan export` does it.
  const before = SHOW_CHANGES.has(name) ? await linesBefore(inventory, row, scan, signal) : undefined;
  const headers = {
    'Content-Type': `${TYPES[name] ?? 'text/plain'}; charset=utf-8`,
    'Content-Disposition': `attachment; filename="portolan-scan-${scan}.${format}"`,
  };
  return new Response(ReadableStream.from(pieces(inventory.lines(scan, signal), report, { before })), { headers });
}

async function* pieces(
  lines: AsyncIterable<Line>,
  format: ReportFormat,
  options: ReportOptions,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let text = '';
  const report = format.open((more) => {
    text += more;
  }, options);
  for await (const line of lines) {
    report.take(line);
    if (text.length < CHUNK) continue;
    yield encoder.encode(text);
    text = '';
  }
  report.end();
  yield encoder.encode(text);
}
