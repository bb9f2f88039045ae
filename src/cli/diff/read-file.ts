// A file that is compared: lines of a survey, or XML of nmap. Which of them it is shows its first character.
import type { Line } from '../../finding/finding.ts';
import { loadCheck, readSurvey } from '../why/read.ts';

type Open = (file: string) => AsyncIterable<Uint8Array>;

/** Throws E_FILE, E_NOT_OURS, E_IMPORT. */
export async function readFile(file: string, open: Open, take: (line: Line) => void): Promise<void> {
  const { first, chunks } = await begun(file, open);
  if (first !== '<') {
    await readSurvey(file, () => chunks, await loadCheck(), take);
    return;
  }
  const { readNmapXml } = await import('../../report/import/nmap-xml.ts');
  for await (const line of readNmapXml(chunks)) take(line);
}

/** Its first character that is no blank; and all of it. What cannot be opened is told when it is read. */
async function begun(
  file: string,
  open: Open,
): Promise<{ readonly first: string; readonly chunks: AsyncIterable<Uint8Array> }> {
  const chunks = open(file)[Symbol.asyncIterator]();
  const before: Uint8Array[] = [];
  let [first, fault]: [string, unknown] = ['', null];
  try {
    while (first === '') {
      const { done, value } = await chunks.next();
      if (done) break;
      before.push(value);
      first = Buffer.from(value)
        .toString('utf8')
        .replace(/^\ufeff/, '')
        .trimStart()
        .slice(0, 1);
    }
  } catch (error) {
    fault = error;
  }
  return {
    first,
    chunks: (async function* () {
      if (fault !== null) throw fault;
      yield* before;
      yield* { [Symbol.asyncIterator]: () => chunks };
    })(),
  };
}
