// Text that came from the network, from a file or from a name server, made safe to print: a terminal obeys control
// characters, and a reader is fooled by invisible or direction-changing ones.

/** Everything Unicode calls "other" (control, format, surrogate, private, unassigned) and its line separators. */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** Characters that a line of a report has room for; a DNS name has at most 253 (RFC 1035 section 2.3.4). */
const MOST_CHARACTERS = 300;

/** The text with each unprintable character written as `\u{1b}`, at most 300 characters of it. */
export function escapeText(text: string): string {
  return escapeUpTo(MOST_CHARACTERS, text);
}

/** The same, of so many characters. */
export function escapeUpTo(most: number, text: string): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return short.replace(UNPRINTABLE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** What nearly all lines are: printable ASCII. Looked for first, as it is found in a fraction of the time. */
const PLAIN = /^[ -~]*$/;

/** JSON text with the characters that JSON allows but terminals or readers trip over as `\uXXXX`. Same value. */
export function escapeJson(json: string): string {
  if (PLAIN.test(json)) return json;
  return json.replace(UNPRINTABLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
