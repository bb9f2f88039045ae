// What one source says about who a host is, before it is stamped with host, stage and time.
import type { ClueFact } from '../finding/finding.ts';

export type Clue = Omit<ClueFact, 'type' | 'ip' | 'stage' | 'time'>;

/** As the vocabulary bounds them (src/finding/facts/clue.schema.ts). */
const VALUE_MOST = 255;
const TEXT_MOST = 512;

/** The clue where it says anything at all: bounded, without what is not to be shown. */
export function clueOf(clue: Clue): readonly Clue[] {
  const value = tidy(clue.value, VALUE_MOST);
  if (value === '') return [];
  const { text, ...rest } = clue;
  const tidied = text === undefined ? '' : tidy(text, TEXT_MOST);
  return [{ ...rest, value, ...(tidied === '' || tidied === value ? {} : { text: tidied }) }];
}

/** Strangers wrote it: control characters become spaces, and it has an end. */
function tidy(text: string, most: number): string {
  return text
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]+/gu, ' ')
    .trim()
    .slice(0, most);
}
