// Fingerprints of Rapid7's recog, from a folder that the user has: what a text of a protocol says of its program.
//
//   <fingerprints matches="ssh.banner">
//     <fingerprint pattern="^Foo_([\d.]+)" flags="REG_ICASE">
//       <description>...</description>  <example>...</example>
//       <param pos="0" name="service.product" value="Foo"/>  <param pos="1" name="service.version"/>
//       <param pos="0" name="service.cpe23" value="cpe:/a:foo:foo:{service.version}"/>
//
//  1. `matches` says where the pattern looks; pos 0 gives a value, another one what that group caught; {name} stands for another parameter.
//  2. Of one list the first that matches counts.
//  3. Patterns come from files and texts from strangers: both are read by RE2, which takes linear time whatever they are.
import type { RE2JS } from 're2js';
import { clean } from '../bytes.ts';

export interface Param {
  readonly pos: number;
  readonly name: string;
  readonly value: string;
}

export interface Fingerprint {
  readonly pattern: RE2JS;
  readonly description: string;
  readonly params: readonly Param[];
}

/** By what they match: `ssh.banner`. */
export type Book = ReadonlyMap<string, readonly Fingerprint[]>;

export interface RecogMatch {
  readonly matches: string;
  readonly description: string;
  /** `service.product`, `service.version`, `os.family` ... */
  readonly params: ReadonlyMap<string, string>;
}

const TEXT_MOST = 1024;
const VALUE_MOST = 120;

/** The first of the texts that one of the list's fingerprints matches; null: none. */
export function matchIn(book: Book, matches: string, texts: readonly string[]): RecogMatch | null {
  for (const fingerprint of book.get(matches) ?? []) {
    for (const text of texts) {
      const matcher = fingerprint.pattern.matcher(text.slice(0, TEXT_MOST));
      if (!matcher.find()) continue;
      const caught = (pos: number): string | null => (pos <= matcher.groupCount() ? matcher.group(pos) : null);
      return { matches, description: fingerprint.description, params: valuesOf(fingerprint.params, caught) };
    }
  }
  return null;
}

function valuesOf(params: readonly Param[], caught: (pos: number) => string | null): Map<string, string> {
  const values = new Map<string, string>();
  for (const { pos, name, value } of params) {
    const found = pos === 0 ? value : caught(pos);
    if (found !== null && found !== '') values.set(name, clean(found, VALUE_MOST));
  }
  // As recog has it: what was not caught is a dash.
  for (const [name, value] of values) {
    if (!value.includes('{')) continue;
    values.set(
      name,
      clean(
        value.replace(/\{([\w.-]{1,60})\}/g, (_, other: string) => values.get(other) ?? '-'),
        200,
      ),
    );
  }
  return values;
}
