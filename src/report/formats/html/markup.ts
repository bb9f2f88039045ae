// HTML by templates that cannot let a stranger's text through as markup: whatever is put into one is escaped, but for what
// another one made. Values stand between tags or inside double quotes, nowhere else.
import { escapeUpTo } from '../../escape.ts';

declare const MADE: unique symbol;
/** Text that `html` made. */
export type Markup = { readonly markup: string; readonly [MADE]?: never };

type Value = string | number | undefined | Markup | readonly Markup[];

/** Of one value. */
const MOST_CHARACTERS = 600;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  let markup = parts[0];
  values.forEach((value, index) => {
    markup += textOf(value) + parts[index + 1];
  });
  return { markup };
}

/** Several with nothing between. */
export function joined(all: Iterable<Markup>): Markup {
  return { markup: Array.from(all, ({ markup }) => markup).join('') };
}

function textOf(value: Value): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return escaped(value);
  return 'markup' in value ? value.markup : joined(value).markup;
}

function escaped(text: string): string {
  return escapeUpTo(MOST_CHARACTERS, text).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}
