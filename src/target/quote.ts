const QUOTED_MAX = 80;

/** A value that somebody typed or a file holds, fit for a message: quoted, control characters escaped, cut off. */
export function quote(text: string): string {
  const shown = text.length > QUOTED_MAX ? `${text.slice(0, QUOTED_MAX)}…` : text;
  const escaped = JSON.stringify(shown);
  // JSON leaves these as they are, and a terminal obeys them: DEL, the C1 controls, and what turns the reading direction.
  return escaped.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
