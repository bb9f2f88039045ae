// What one response of a web server tells.
import { clean } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import type { Places } from '../signatures/signature.ts';
import { iconIn } from './favicon.ts';
import { cookiesOf, placesOf } from './places.ts';
import { programOf } from './program.ts';
import type { HttpResponse } from './response.ts';

const TITLE_MOST = 60;
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
  const info = infoOf(program, places);
  return {
    confidence: program.product === undefined ? form : 1,
    ...(isWebSocketAlone(response) ? { service: 'websocket' } : {}),
    ...program,
    ...(info === '' ? {} : { info }),
    details: detailsOf(response),
  };
}

/** What carries it or runs on it; and as a person knows his own pages by their titles, that where no program is known. */
function infoOf({ product, info }: Partial<Verdict>, places: Places): string {
  const powered = clean(places('header:x-powered-by') ?? '', TITLE_MOST);
  const isSaid = product !== undefined && powered.toLowerCase().startsWith(product.toLowerCase());
  const title = product === undefined && info === undefined ? clean(places('title') ?? '', TITLE_MOST) : '';
  return [info ?? '', isSaid ? '' : powered, title].filter((part) => part !== '').join('; ');
}

/** RFC 6455 section 4.2.2: whoever takes handshakes alone refuses a page, and names the protocol to change to. */
function isWebSocketAlone({ status, fields }: HttpResponse): boolean {
  return status === 426 && /\bwebsocket\b/i.test(fields.get('upgrade') ?? '');
}

function detailsOf(response: HttpResponse): Record<string, unknown> {
  const { status, fields } = response;
  const places = placesOf(response);
  const read = {
    title: places('title'),
    generator: places('generator'),
    icon: iconIn(response.body),
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
