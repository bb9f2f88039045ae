// How mail and file servers greet: a code or word, a name, and the program's own words.
import { clean } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

/** A program by its words: pattern (group 1: the version, where it tells it), product, CPE vendor, CPE name. */
export type ProgramRow = readonly [RegExp, string, string, string];

/** The first row that matches. */
export function programOf(text: string, rows: readonly ProgramRow[]): Pick<Verdict, 'product' | 'version' | 'cpe'> {
  for (const [pattern, product, vendor, name] of rows) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const version = match[1] === undefined ? undefined : clean(match[1], 40);
    return { product, ...(version === undefined ? {} : { version }), cpe: [cpeOf(vendor, name, version)] };
  }
  return {};
}

/** Lines `250-text` ... `250 text` of SMTP and FTP (RFC 5321 section 4.2.1, RFC 959 section 4.2): code and texts; null: none. */
export function codedLines(
  text: string,
): { readonly code: number; readonly lines: readonly string[]; readonly isWhole: boolean } | null {
  const head = /^(\d{3})([ -])/.exec(text);
  if (head === null) return null;
  const lines: string[] = [];
  let isWhole = false;
  for (const line of text.split(/\r?\n/)) {
    lines.push(clean(line.startsWith(head[1]) ? line.slice(4) : line, 200));
    if (line.startsWith(`${head[1]} `) || line === head[1]) {
      isWhole = true;
      break;
    }
  }
  return { code: Number(head[1]), lines, isWhole };
}
