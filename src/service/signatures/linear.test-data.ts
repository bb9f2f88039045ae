// Whether a pattern takes time linear in its text: a structural check, stricter than need be.
//
//  1. Only single characters and classes may be repeated without bound; groups at most 20 times.
//  2. Between two repetitions without bound there stands something that must come and that the first cannot eat: where it
//     ends is then certain, and nothing is tried twice.
//  3. Every alternative begins at the beginning (`^`) or with a literal character, so that no repetition is begun again at
//     every place.

interface Atom {
  /** A class or character as it stands; null: a group, an anchor. */
  readonly source: string | null;
  readonly min: number;
  readonly most: number;
}

const GROUP_MOST = 20;
const BEGINS = /^(?:\^|\(\?:\^\||\\[^\w]|\w(?![*+?{])|<)/;

/** What is wrong with it; null: nothing. */
export function whyNotLinear(pattern: RegExp): string | null {
  const parts = alternatives(pattern.source);
  const loose = parts.find((part) => !BEGINS.test(part));
  if (loose !== undefined) return `begins with no literal: ${loose}`;
  return parts.map(checkSequence).find(Boolean) ?? null;
}

/** At the outermost level. */
function alternatives(source: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const token of tokens(source)) {
    if (token === '(' || token.startsWith('(?')) depth++;
    if (token === ')') depth--;
    if (token === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += token;
  }
  return parts;
}

function tokens(source: string): string[] {
  return source.match(/\\.|\[(?:\\.|[^\]])*\]|\(\?[:=!]|\(|\)|\||[*+?]\??|\{\d+(?:,\d*)?\}\??|[\s\S]/g) ?? [];
}

function checkSequence(source: string): string | null {
  const atoms: Atom[] = [];
  const list = tokens(source);
  for (let at = 0; at < list.length; at++) {
    const token = list[at];
    let body: string | null = token;
    if (token.startsWith('(')) {
      const end = closing(list, at);
      const inner = list.slice(at + 1, end).join('');
      const problem = alternatives(inner).map(checkSequence).find(Boolean);
      if (problem) return problem;
      body = null;
      at = end;
      const [, most] = quantifier(list[at + 1]);
      if (most > GROUP_MOST) return `a group is repeated: (${inner})`;
      // What stands in it may follow itself, or what comes behind.
      for (const part of most > 0 ? alternatives(inner) : []) atoms.push(...unboundedOf(part));
    } else if (token === '^' || token === '$' || token === '\\b') body = null;
    const [min, most] = quantifier(list[at + 1]);
    if (list[at + 1] !== undefined && isQuantifier(list[at + 1])) at++;
    atoms.push({ source: body, min, most });
  }
  return checkPairs(atoms);
}

function unboundedOf(source: string): Atom[] {
  const list = tokens(source);
  return list.flatMap((token, at): Atom[] =>
    quantifier(list[at + 1])[1] === Number.POSITIVE_INFINITY
      ? [{ source: token, min: 0, most: Number.POSITIVE_INFINITY }]
      : [],
  );
}

function checkPairs(atoms: readonly Atom[]): string | null {
  for (let one = 0; one < atoms.length; one++) {
    if (atoms[one].most !== Number.POSITIVE_INFINITY) continue;
    for (let other = one + 1; other < atoms.length; other++) {
      const { source, min, most } = atoms[other];
      if (source === null) continue;
      if (min > 0 && !overlap(atoms[one].source!, source)) break;
      if (most === Number.POSITIVE_INFINITY && overlap(atoms[one].source!, source)) {
        return `${atoms[one].source} and ${source} are repeated with nothing certain between them`;
      }
    }
  }
  return null;
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [new RegExp(`^${one}$`, 's'), new RegExp(`^${other}$`, 's')];
  for (let code = 0; code < 256; code++) {
    const character = String.fromCharCode(code);
    if (a.test(character) && b.test(character)) return true;
  }
  return false;
}

function closing(list: readonly string[], begin: number): number {
  let depth = 0;
  for (let at = begin; at < list.length; at++) {
    if (list[at].startsWith('(')) depth++;
    if (list[at] === ')' && --depth === 0) return at;
  }
  throw new Error('a group without an end');
}

const isQuantifier = (token: string): boolean => /^(?:[*+?]\??|\{\d+(?:,\d*)?\}\??)$/.test(token);

function quantifier(token: string | undefined): readonly [number, number] {
  if (token === undefined || !isQuantifier(token)) return [1, 1];
  if (token.startsWith('*')) return [0, Number.POSITIVE_INFINITY];
  if (token.startsWith('+')) return [1, Number.POSITIVE_INFINITY];
  if (token.startsWith('?')) return [0, 1];
  const [, min, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(token)!;
  return [Number(min), comma === '' ? Number(min) : most === '' ? Number.POSITIVE_INFINITY : Number(most)];
}
