// What recog's fingerprints add to what was recognised.
//
//  1. Every match is evidence in `details.recog`.
//  2. Product, version, CPE, system and device are taken from it where nothing here knows them: what a table of this program names
//     (those have a CPE) stands, what a stranger calls himself gives way.
//  3. It is words that matched: the verdict gets no surer by it.
import { clean } from '../bytes.ts';
import type { Recognise } from '../recognise/recognise.ts';
import type { Recognised } from '../recognise/recognised.ts';
import type { Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { type Book, matchIn, type RecogMatch } from './fingerprints.ts';
import { MATCHES, textsOf } from './texts.ts';

const MATCHES_KEPT = 4;
/** recog's own measure: what it is not sure of names nothing. */
const CERTAIN = 0.5;

export function withRecog(recognise: Recognise, book: Book): Recognise {
  return async (endpoint, options) => joined(await recognise(endpoint, options), book);
}

export function joined(recognised: Recognised, book: Book): Recognised {
  const found: RecogMatch[] = [];
  for (const matches of MATCHES.keys()) {
    if (!book.has(matches)) continue;
    const match = matchIn(book, matches, textsOf(matches, recognised));
    if (match !== null) found.push(match);
  }
  if (found.length === 0) return recognised;
  const { verdict } = recognised;
  const recog = found.slice(0, MATCHES_KEPT).map(({ matches, description, params }) => ({
    matches,
    description: clean(description, 160),
    ...Object.fromEntries(params),
  }));
  const certain = found.filter(({ params }) => Number(params.get('service.certainty') ?? 1) >= CERTAIN);
  const added: Partial<Verdict> = { ...productOf(verdict, certain), ...machineOf(verdict, certain) };
  return { ...recognised, verdict: { ...verdict, ...added, details: { ...verdict.details, recog } } };
}

function productOf({ product, version, cpe }: Verdict, found: readonly RecogMatch[]): Partial<Verdict> {
  const isKnown = product !== undefined && cpe !== undefined;
  const named = found.find(({ params }) => params.has('service.product'));
  if (named === undefined) return {};
  const [vendor = '', name] = [named.params.get('service.vendor'), named.params.get('service.product')!];
  const number = named.params.get('service.version');
  if (isKnown) {
    const isSame = product.toLowerCase().includes(name.toLowerCase());
    return isSame && version === undefined && number !== undefined ? { version: number } : {};
  }
  const title = name.toLowerCase().startsWith(vendor.toLowerCase()) ? name : `${vendor} ${name}`;
  const cpe23 = cpe23Of(named.params.get('service.cpe23'));
  return {
    product: title.trim(),
    ...(number === undefined ? {} : { version: number }),
    ...(cpe23 === null ? {} : { cpe: [cpe23] }),
  };
}

function machineOf({ os, device }: Verdict, found: readonly RecogMatch[]): Partial<Verdict> {
  const first = (...names: readonly string[]): string =>
    found.map(({ params }) => distinct(names.map((name) => params.get(name)))).find((text) => text !== '') ?? '';
  const system = first('os.vendor', 'os.product', 'os.version');
  const hardware = first('hw.vendor', 'hw.product') || first('os.device');
  return {
    ...(os === undefined && system !== '' ? { os: system } : {}),
    ...(device === undefined && hardware !== '' ? { device: hardware } : {}),
  };
}

/** `Ubuntu Linux 5.10`; what is said twice once. */
const distinct = (words: readonly (string | undefined)[]): string => [...new Set(words.filter(Boolean))].join(' ');

/** `cpe:/a:vendor:product:version`, as recog still writes it. */
function cpe23Of(uri: string | undefined): string | null {
  const [, vendor, product, version] =
    /^cpe:(?:\/|2\.3:)[aoh]:([^:]{1,60}):([^:]{1,60})(?::([^:]{1,60}))?/.exec(uri ?? '') ?? [];
  if (product === undefined) return null;
  return cpeOf(
    unescaped(vendor),
    unescaped(product),
    version === undefined || version === '-' ? undefined : unescaped(version),
  );
}

const unescaped = (part: string): string =>
  part.replace(/\\(.)/g, '$1').replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
