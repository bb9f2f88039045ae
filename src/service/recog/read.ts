// Reads one file of recog's XML. What is wrong with it is an error that names the file and the line.
import { RE2JS } from 're2js';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import type { Fingerprint, Param } from './fingerprints.ts';

export class RecogError extends Error {
  readonly code = 'E_RECOG';

  constructor(message: string) {
    super(message);
    this.name = 'RecogError';
  }
}

export interface RecogList {
  readonly matches: string;
  readonly fingerprints: readonly Fingerprint[];
}

/** recog's own names of flags, and what RE2 calls them. */
const FLAGS: Readonly<Record<string, number>> = {
  REG_ICASE: RE2JS.CASE_INSENSITIVE,
  IGNORECASE: RE2JS.CASE_INSENSITIVE,
  REG_DOT_NEWLINE: RE2JS.DOTALL,
  REG_MULTILINE: RE2JS.DOTALL,
};

/** `wants`: whether patterns of a list are to be compiled; those of others are passed over. */
export function readRecog(file: string, text: string, wants: (matches: string) => boolean): RecogList {
  const parser = new SaxesParser({ position: true, xmlns: false });
  const wrong = (what: string): RecogError => new RecogError(`${file}:${parser.line}: ${what}`);
  const fingerprints: Fingerprint[] = [];
  let matches: string | null = null;
  let open: { pattern: RE2JS; description: string; params: Param[] } | null = null;
  let words = '';

  function begin({ name, attributes }: SaxesTagPlain): void {
    words = '';
    if (matches === null) {
      if (name !== 'fingerprints') throw wrong(`begins with <${name}>: a file of recog begins with <fingerprints>`);
      if (!attributes.matches) throw wrong('<fingerprints> does not say what it matches (matches="...")');
      matches = attributes.matches;
      return;
    }
    if (!wants(matches)) return;
    if (name === 'fingerprint') open = { ...compiled(attributes), description: '', params: [] };
    else if (name === 'param' && open !== null) open.params.push(paramOf(attributes, open.pattern));
  }

  function compiled({ pattern, flags = '' }: Readonly<Record<string, string>>): { readonly pattern: RE2JS } {
    if (pattern === undefined) throw wrong('<fingerprint> has no pattern');
    let bits = 0;
    for (const flag of flags.split(/[,\s|]+/).filter(Boolean)) {
      if (FLAGS[flag] === undefined) throw wrong(`unknown flag "${flag}": there are ${Object.keys(FLAGS).join(', ')}`);
      bits |= FLAGS[flag];
    }
    try {
      return { pattern: RE2JS.compile(pattern, bits) };
    } catch (error) {
      throw wrong(`pattern "${pattern}" cannot be used: ${(error as Error).message}`);
    }
  }

  function paramOf({ pos, name, value = '' }: Readonly<Record<string, string>>, pattern: RE2JS): Param {
    const number = Number(pos);
    if (name === undefined) throw wrong('<param> has no name');
    if (pos === undefined || !Number.isInteger(number) || number < 0) throw wrong(`<param name="${name}"> has no pos`);
    if (number > pattern.groupCount()) {
      throw wrong(`<param name="${name}"> wants group ${number}: the pattern has ${pattern.groupCount()}`);
    }
    return { pos: number, name, value };
  }

  parser.on('error', (error) => {
    throw new RecogError(`${file}:${parser.line}: ${error.message.replace(/^\d+:\d+: /, '')}`);
  });
  parser.on('opentag', begin);
  parser.on('text', (more) => {
    words += more;
  });
  parser.on('closetag', ({ name }) => {
    if (open === null) return;
    if (name === 'description') open.description = words.trim().replace(/\s+/g, ' ');
    if (name !== 'fingerprint') return;
    fingerprints.push(open);
    open = null;
  });
  parser.write(text).close();
  if (matches === null) throw wrong('is empty');
  return { matches, fingerprints };
}
