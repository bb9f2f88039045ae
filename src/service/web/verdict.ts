// What one response of a web server tells.
import { clean } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import { cookiesOf, placesOf } from './places.ts';
import { programOf } from './program.ts';
import type { HttpResponse } from './response.ts';

const KEPT = [
  'server',
  'x-powered-by',
  'location',
  'www-authenticate',
  'alt-svc',
  'via',
  'upgrade',
  'sec-websocket-version',
];

export function verdictOf(response: HttpResponse): Verdict {
  const places = placesOf(response);
  const program = programOf(places, response.status);
  // Without a field of its own it is a status line, which other protocols' servers print too.
  const form = response.fields.size > 0 ? 0.9 : 0.6;
  return { confidence: program.product === undefined ? form : 1, ...program, details: detailsOf(response) };
}

function detailsOf(response: HttpResponse): Record<string, unknown> {
  const { status, fields } = response;
  const places = placesOf(response);
  const read = {
    title: places('title'),
    generator: places('generator'),
    cookies: cookiesOf(fields.get('set-cookie')),
    http3: http3Of(fields.get('alt-svc')),
  };
  return {
    status,
    ...Object.fromEntries(KEPT.flatMap((name) => (fields.has(name) ? [[name, clean(fields.get(name)!, 300)]] : []))),
    ...Object.fromEntries(Object.entries(read).filter(([, value]) => value !== null && value !== '')),
    ...(response.isEmpty ? { empty: true } : {}),
  };
}

/** RFC 9114 section 3.1.1: `Alt-Svc: h3=":443"; ma=86400`. Where it says HTTP/3 is. */
function http3Of(field: string | undefined): string | null {
  return field === undefined ? null : (/(?:^|[, ])h3(?:-\d{2})?="([^"]{1,260})"/.exec(field)?.[1] ?? null);
}
