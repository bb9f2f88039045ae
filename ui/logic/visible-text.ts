// Text that strangers wrote, as it is shown: never as markup (no view uses `{@html}`), and with all that cannot be seen made visible.
// A reader is fooled by invisible and direction-changing characters as easily as a terminal is by control characters.

/** Everything Unicode calls "other" (control, format, surrogate, private, unassigned) and its line separators. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const PLAIN = /^[ -~]*$/;

/** Characters of a text that a view has room for. */
const MOST = 300;

/** The text with each unseen character written as `\u{1b}`, at most `most` characters of it. */
export function visible(text: string, most = MOST): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  if (PLAIN.test(short)) return short;
  return short.replace(UNSEEN, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The same, line by line: what several lines were said in stays several lines. */
export function visibleLines(text: string, most = 4_000): readonly string[] {
  return text
    .slice(0, most)
    .split(/\r?\n/)
    .map((line) => visible(line, most));
}
