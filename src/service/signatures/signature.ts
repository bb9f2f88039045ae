// Signatures of what speaks HTTP: data that a person can read. A row names the one place it looks at; a word elsewhere
// identifies nothing. Tests hold every row to its example, to silence on all others' examples, and to linear time.
import { clean } from '../bytes.ts';
import { cpeOf } from '../words/cpe.ts';

/**
 * Where a row looks: the field `Server:`, the page's title, its `generator`, the names of its cookies, the realm of a
 * login, the first heading of the page, the first 2 kB of the body, another header field, a field of a JSON document
 * (`json:version.number`), what metrics tell of their program's build (`node_exporter/1.5.0`).
 */
export type Place =
  | 'server'
  | 'title'
  | 'generator'
  | 'cookie'
  | 'realm'
  | 'heading'
  | 'body'
  | 'build-info'
  | `header:${string}`
  | `json:${string}`;

export interface Extra {
  /** The version stands elsewhere. */
  readonly version?: Place;
  readonly os?: string;
  /** What kind of machine it is: `printer`, `camera`, `router`, `NAS` ... Group 2 of the pattern, where there is one, is its model. */
  readonly device?: string;
  /** Where the service has a name of its own: `ipp`, `http-proxy`. */
  readonly service?: string;
  /** It gave this without a login, and should not. */
  readonly open?: boolean;
}

/** Place, pattern (group 1: the version), product, CPE `vendor:product`, an example that must match. */
export type Row = readonly [
  place: Place,
  pattern: RegExp,
  product: string,
  cpe: string | null,
  example: string,
  extra?: Extra,
];

/** The text at a place of one answer; null: it has none. */
export type Places = (place: Place) => string | null;

export interface Match {
  readonly place: Place;
  readonly product: string;
  readonly version?: string;
  readonly cpe?: string;
  readonly model?: string;
  readonly extra: Extra;
}

/** The first row that matches. */
export function firstMatch(rows: readonly Row[], places: Places): Match | null {
  for (const [place, pattern, product, cpe, , extra = {}] of rows) {
    const text = places(place);
    const match = text === null ? null : pattern.exec(text);
    if (match === null) continue;
    const found = extra.version === undefined ? match[1] : /\d[\w.+-]{0,40}/.exec(places(extra.version) ?? '')?.[0];
    const version = found === undefined || found === '' ? undefined : clean(found, 40);
    const [vendor, name] = cpe?.split(':') ?? [];
    return {
      place,
      product,
      ...(version === undefined ? {} : { version }),
      ...(name === undefined ? {} : { cpe: cpeOf(vendor, name, version) }),
      ...(match[2] === undefined ? {} : { model: clean(match[2], 60) }),
      extra,
    };
  }
  return null;
}
