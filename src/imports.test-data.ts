// Reads which modules a source file names: static imports and exports, also those of types alone, `import()`,
// `import('...')` as a type, and `new URL('...', ...)` (how worker threads and other processes are started).
//
// It reads tokens, not lines: what stands in a comment or in a text is no import, and no layout hides one.

export interface ModuleNames {
  readonly names: readonly string[];
  /** Those of them that are loaded together with the file: not types, not `import()`, not threads. */
  readonly loaded: readonly string[];
  /** What could not be read, such as `import(name)`: nobody could check where that leads. */
  readonly faults: readonly string[];
}

interface Token {
  readonly kind: 'word' | 'mark' | 'text';
  /** Of a text: what is between the quotes; of a template: what stands before its first `${`. */
  readonly value: string;
  readonly line: number;
}

/** After these words a slash begins a regular expression, not a division. */
const BEFORE_EXPRESSION = new Set('return typeof case in of delete void throw new else do await yield'.split(' '));

export function readModuleNames(source: string): ModuleNames {
  const tokens = readTokens(source);
  const names: string[] = [];
  const loaded: string[] = [];
  const faults: string[] = [];
  const take = (token: Token | undefined, what: string, line: number, isLoaded: boolean): void => {
    if (token?.kind === 'text' && token.value !== '') {
      names.push(token.value);
      if (isLoaded) loaded.push(token.value);
    } else faults.push(`line ${line}: ${what} without a plain text: "${token?.value ?? 'end of file'}"`);
  };
  tokens.forEach(({ kind, value, line }, at) => {
    const [previous, next, afterNext] = [tokens[at - 1], tokens[at + 1], tokens[at + 2]];
    if (kind !== 'word' || isMark(previous, '.')) return;
    if (value === 'import' && isMark(next, '('))
      take(isMark(tokens[at + 3], '+') ? undefined : afterNext, 'import()', line, false);
    else if (value === 'import' && next?.kind === 'text') take(next, 'import', line, true);
    else if (value === 'import' && !isMark(next, '.') && !isMark(next, ':'))
      take(specifier(tokens, at + 1), 'import', line, next?.value !== 'type');
    else if (value === 'export' && reexports(next, afterNext)) {
      const from = specifier(tokens, at + 1);
      if (from !== undefined) take(from, 'export', line, next?.value !== 'type');
    } else if (value === 'URL' && isMark(next, '(') && afterNext?.kind === 'text') {
      if (/^\.{1,2}\//.test(afterNext.value)) names.push(afterNext.value);
    }
  });
  return { names, loaded, faults };
}

/** The text after the `from` of the import or export whose list begins at `from`; undefined where it has none. */
function specifier(tokens: readonly Token[], begin: number): Token | undefined {
  for (let at = begin; at < tokens.length; at++) {
    const { kind, value } = tokens[at];
    if (value === 'from' && kind === 'word' && tokens[at + 1]?.kind === 'text') return tokens[at + 1];
    if (kind === 'text' || (kind === 'mark' && !'{},*'.includes(value))) return undefined;
    if (kind === 'word' && ['import', 'export', 'const', 'function'].includes(value)) return undefined;
  }
  return undefined;
}

function reexports(next: Token | undefined, afterNext: Token | undefined): boolean {
  const opens = (token: Token | undefined): boolean => isMark(token, '{') || isMark(token, '*');
  return opens(next) || (next?.value === 'type' && opens(afterNext));
}

function isMark(token: Token | undefined, value: string): boolean {
  return token?.kind === 'mark' && token.value === value;
}

function readTokens(source: string): Token[] {
  const tokens: Token[] = [];
  /** For each template that is open: how many braces are open inside its `${`. */
  const templates: number[] = [];
  let at = 0;
  let line = 1;

  function put(kind: Token['kind'], value: string): void {
    tokens.push({ kind, value, line });
  }

  function skip(length: number): string {
    const text = source.slice(at, at + length);
    at += text.length;
    for (const character of text) if (character === '\n') line++;
    return text;
  }

  /** Takes what matches here, or null. */
  function match(pattern: RegExp): string | null {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    return found === null ? null : skip(found[0].length);
  }

  /** The part of a template up to its end or its next `${`; `at` is behind what opened it. */
  function templatePart(isFirst: boolean): void {
    const text = match(/(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y) ?? '';
    if (isFirst) put('text', text);
    if (skip(1) === '`' || at >= source.length) return;
    skip(1);
    templates.push(0);
  }

  function beginsExpression(): boolean {
    const last = tokens.at(-1);
    if (last === undefined) return true;
    if (last.kind === 'word') return BEFORE_EXPRESSION.has(last.value);
    return last.kind === 'mark' && !')]}'.includes(last.value);
  }

  while (at < source.length) {
    if (match(/\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#![^\n]*/y) !== null) continue;
    const text = match(/'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/y);
    const word = text === null ? match(/[\p{L}\p{N}_$]+/uy) : null;
    if (text !== null) put('text', text.slice(1, -1));
    else if (word !== null) put('word', word);
    else if (source[at] === '`') {
      skip(1);
      templatePart(true);
    } else if (
      source[at] === '/' &&
      beginsExpression() &&
      match(/\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y) !== null
    ) {
      put('text', '');
    } else if (source[at] === '}' && templates.at(-1) === 0) {
      templates.pop();
      skip(1);
      templatePart(false);
    } else {
      const mark = skip(1);
      const innermost = templates.length - 1;
      if (innermost >= 0 && mark === '{') templates[innermost]++;
      if (innermost >= 0 && mark === '}') templates[innermost]--;
      put('mark', mark);
    }
  }
  return tokens;
}
