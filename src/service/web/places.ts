// The places of an answer that signatures look at.
import { clean } from '../bytes.ts';
import type { Place, Places } from '../signatures/signature.ts';
import type { HttpResponse } from './response.ts';

const BODY_START = 2048;
const METAS_MOST = 40;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  middot: '·',
  nbsp: ' ',
};

export function placesOf(response: HttpResponse): Places {
  const { fields, body } = response;
  let json: unknown;
  let isRead = false;
  const readJson = (): unknown => {
    if (!isRead) json = parseJson(body);
    isRead = true;
    return json;
  };
  return (place: Place): string | null => {
    if (place.startsWith('header:')) return fields.get(place.slice(7)) ?? null;
    if (place.startsWith('json:')) return textOf(at(readJson(), place.slice(5)));
    if (place === 'server') return fields.get('server') ?? null;
    if (place === 'title') return titleOf(body);
    if (place === 'heading') return headingOf(body);
    if (place === 'generator') return generatorOf(body);
    if (place === 'realm') return realmOf(fields.get('www-authenticate'));
    if (place === 'build-info') return buildInfoOf(body);
    if (place === 'cookie') return cookiesOf(fields.get('set-cookie'));
    return body.slice(0, BODY_START);
  };
}

export function titleOf(body: string): string | null {
  const begin = body.search(/<title[\s>]/i);
  if (begin < 0) return null;
  const title = /^<title[^>]{0,100}>([^<]{1,300})/i.exec(body.slice(begin, begin + 420))?.[1];
  return title === undefined ? null : clean(decoded(title));
}

/** What stands in the first `<h1>`, without the elements in it. */
export function headingOf(body: string): string | null {
  const begin = body.search(/<h1[\s>]/i);
  if (begin < 0) return null;
  const inner = body.slice(begin, begin + 600).split(/<\/h1>/i)[0];
  const text = clean(decoded(inner.replace(/<[^<>]{0,300}>/g, '')));
  return text === '' ? null : text;
}

/** Of Prometheus' text format: `node_exporter/1.5.0`. Whatever is written in Go says of which Go it is too: that is not its own. */
function buildInfoOf(body: string): string | null {
  for (const [, name, labels] of body.matchAll(/^([a-z]\w{0,60})_build_info\{([^\n{}]{1,400})\}/gm)) {
    const version = /(?:^|,)version="(\d[^"]{0,40})"/.exec(labels)?.[1];
    if (name !== 'go' && version !== undefined) return `${name}/${version}`;
  }
  return null;
}

/** Pages come as UTF-8, bodies are held a character a byte. */
function decoded(text: string): string {
  const characters = Buffer.from(text, 'latin1').toString('utf8');
  return characters.replace(/&(#?\w{1,6});/g, (all, name: string) => ENTITIES[name] ?? all);
}

function generatorOf(body: string): string | null {
  let left = METAS_MOST;
  for (const [, attributes] of body.matchAll(/<meta\s([^<>]{1,300})>/gi)) {
    if (left-- === 0) return null;
    if (!/\bname=["']?generator\b/i.test(attributes)) continue;
    const content = /\bcontent=["']([^"']{1,200})/i.exec(attributes)?.[1];
    if (content !== undefined) return clean(decoded(content));
  }
  return null;
}

export function realmOf(field: string | undefined): string | null {
  return field === undefined ? null : (/\brealm="([^"]{0,200})"/i.exec(field)?.[1] ?? null);
}

/** Their names, with spaces between; values are nobody's business. */
export function cookiesOf(field: string | undefined): string | null {
  if (field === undefined) return null;
  return [...field.matchAll(/(?:^|, )([\w.!-]{1,64})=/g)].map(([, name]) => name).join(' ');
}

function parseJson(body: string): unknown {
  if (!/^\s{0,8}\{/.test(body)) return null;
  try {
    return JSON.parse(Buffer.from(body, 'latin1').toString('utf8'));
  } catch {
    return null;
  }
}

/** `version.number` of a document; nothing inherited. */
function at(document: unknown, path: string): unknown {
  let value = document;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 500) : typeof value === 'number' ? String(value) : null;
}
