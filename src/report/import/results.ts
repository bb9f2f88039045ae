// Results of a survey from a file, whoever wrote it: nmap's XML, masscan's list and JSON, our own JSON lines. What it is its first
// characters say.
import type { Line } from '../../finding/finding.ts';
import { ImportError } from './import-error.ts';

/** Spaces that may stand before it all. */
const LEADING_MOST = 4096;

/** Throws E_IMPORT. Each reader is loaded when its file comes. */
export async function* readResults(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  const iterator = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  let head = '';
  while (head.trim().length < 32 && head.length < LEADING_MOST) {
    const { value, done } = await iterator.next();
    if (done) break;
    first.push(value);
    head += Buffer.from(value.subarray(0, LEADING_MOST)).toString('latin1');
  }
  yield* (await readerFor(head.replace(/^\u00ef\u00bb\u00bf/, '').trimStart()))(again(first, iterator));
}

type Reader = (chunks: AsyncIterable<Uint8Array>) => AsyncIterable<Line>;

async function readerFor(head: string): Promise<Reader> {
  if (head.startsWith('<')) return (await import('./nmap-xml.ts')).readNmapXml;
  if (/^\{"v":1,/.test(head)) return (await import('./json-lines.ts')).readJsonLines;
  if (/^([[{#]|(open|closed|banner) )/.test(head)) return (await import('./masscan.ts')).readMasscan;
  throw new ImportError(
    "it is none of nmap's XML (-oX), masscan's list or JSON (-oL, -oJ, -oD), our JSON lines (--json)",
  );
}

async function* again(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
