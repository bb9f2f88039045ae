// Values that stand in an XML document of a stranger, by where they stand.
//
//  1. No entity of its own is expanded (saxes); nothing is read beyond DEPTH_MOST elements, and a value has an end.
//  2. What is no XML is read as far as it goes.
import { SaxesParser } from 'saxes';

const DEPTH_MOST = 32;
const VALUE_MOST = 255;
const VALUES_MOST = 64;
const STEP = 4096;

/** The first value of each name that `nameAt` gives for a place (elements without prefixes, outermost first). `endsAt`: nothing after it is read. */
export function valuesIn(
  text: string,
  nameAt: (path: readonly string[]) => string | null,
  endsAt: (path: readonly string[]) => boolean = () => false,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const path: string[] = [];
  let value = '';
  let isOver = false;
  const parser = new SaxesParser();
  parser.on('error', () => {
    isOver = true;
  });
  parser.on('opentag', ({ name }) => {
    path.push(name.replace(/^.*:/, ''));
    value = '';
    if (path.length > DEPTH_MOST || values.size >= VALUES_MOST) isOver = true;
  });
  parser.on('text', (part) => {
    value = (value + part.slice(0, VALUE_MOST)).slice(0, VALUE_MOST);
  });
  parser.on('closetag', () => {
    const name = isOver ? null : nameAt(path);
    if (name !== null && value.trim() !== '' && !values.has(name)) values.set(name, value.trim());
    if (endsAt(path)) isOver = true;
    path.pop();
    value = '';
  });
  const document = text.trimStart();
  try {
    for (let at = 0; at < document.length && !isOver; at += STEP) parser.write(document.slice(at, at + STEP));
  } catch {}
  return values;
}
