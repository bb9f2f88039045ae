// A filter as words: `port:443,8443 -product:"Apache httpd" not os:linux nas`.
//
//  1. Words are apart by blanks; all of them have to hold. Commas are "or". Quotes keep blanks, commas and colons.
//  2. `-` before a word, or `not` as a word of its own, is the contrary.
//  3. What stands before the first colon is the key; a word without one is looked for in names, addresses, makers and products.
import { InventoryError } from '../error.ts';

export interface Word {
  /** As it was written, for messages. */
  readonly text: string;
  readonly isNot: boolean;
  /** Null: none was given. */
  readonly key: string | null;
  /** At least one, none of them empty. */
  readonly values: readonly string[];
}

const FILTER_MOST = 4096;
const WORDS_MOST = 64;
const VALUES_MOST = 64;

/** Throws E_FILTER, which names the word. */
export function wordsOf(filter: string): readonly Word[] {
  if (filter.length > FILTER_MOST) throw filterError(filter.slice(0, 40), `is longer than ${FILTER_MOST} characters`);
  const words: Word[] = [];
  let isNot = false;
  for (const text of split(filter)) {
    if (text.toLowerCase() === 'not') {
      isNot = !isNot;
      continue;
    }
    words.push(wordOf(text, isNot));
    isNot = false;
    if (words.length > WORDS_MOST) throw filterError(text, `is one of more than ${WORDS_MOST}`);
  }
  if (isNot) throw filterError('not', 'stands before nothing');
  return words;
}

export function filterError(word: string, what: string): InventoryError {
  return new InventoryError('E_FILTER', `filter "${word}" ${what}`);
}

function wordOf(text: string, isNot: boolean): Word {
  const negated = text.startsWith('-') && text.length > 1;
  const plain = negated ? text.slice(1) : text;
  const at = keyEnd(plain);
  const key = at < 0 ? null : plain.slice(0, at).toLowerCase();
  const values = valuesOf(plain.slice(at + 1), text);
  if (values.length > VALUES_MOST) throw filterError(text, `has more than ${VALUES_MOST} values`);
  return { text, isNot: isNot !== negated, key, values };
}

/** The first colon outside of quotes; -1 where there is none, or where what stands there is a MAC address. */
function keyEnd(word: string): number {
  const found = /^[a-z]+(?=:)/i.exec(word);
  if (found === null || /^([0-9a-f]{1,2}:)+[0-9a-f]{0,2}$/i.test(word)) return -1;
  return found[0].length;
}

/** Rule 1: at blanks that no quotes keep. */
function split(filter: string): readonly string[] {
  const words: string[] = [];
  let [word, quote] = ['', ''];
  for (const character of filter) {
    if (quote === '' && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    word += character;
  }
  if (quote !== '') throw filterError(word, `lacks the second ${quote}`);
  if (word !== '') words.push(word);
  return words;
}

function valuesOf(text: string, word: string): readonly string[] {
  const values: string[] = [];
  let [value, quote] = ['', ''];
  const take = (): void => {
    if (value === '') throw filterError(word, 'has no value, or an empty one');
    values.push(value);
    value = '';
  };
  for (const character of text) {
    if (quote === '' && character === ',') take();
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    else value += character;
  }
  take();
  return values;
}
