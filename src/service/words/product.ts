// The grammar in which most programs name themselves: `nginx/1.22.1`, `Apache/2.4.57 (Debian)`, `vsFTPd 3.0.3`.
// RFC 9110 section 10.2.4: product = token ["/" product-version], comments in parentheses.
import { clean } from '../bytes.ts';

export interface NamedProduct {
  readonly product: string;
  readonly version?: string;
  /** What stands behind it: `(Debian)`, without the parentheses. */
  readonly info?: string;
}

const PRODUCT = /^([A-Za-z][A-Za-z0-9 ._+!#$%&'*^`|~-]{0,60}?)\/v?(\d[\w.+:~-]{0,40})(?:\s+\(([^)]{1,100})\))?/;
const SPACED = /^([A-Za-z][\w.+-]{1,40}(?: [A-Z][\w.+-]{0,40}){0,3}?)[ _-][vV]?(\d+\.[\w.+~-]{1,40})/;
const ALONE = /^([A-Za-z][\w.+-]{0,60})(?:\s+\(([^)]{1,100})\))?/;

/** Reads the first product of a text such as a `Server:` field; null where nothing looks like one. */
export function namedProduct(text: string): NamedProduct | null {
  const line = clean(text, 200);
  const slashed = PRODUCT.exec(line);
  if (slashed !== null) return named(slashed[1], slashed[2], slashed[3]);
  const spaced = SPACED.exec(line);
  if (spaced !== null) return named(spaced[1], spaced[2]);
  const alone = ALONE.exec(line);
  return alone === null ? null : named(alone[1], undefined, alone[2]);
}

function named(product: string, version?: string, info?: string): NamedProduct {
  return { product, ...(version === undefined ? {} : { version }), ...(info === undefined ? {} : { info }) };
}
