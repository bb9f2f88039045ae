// What is said to a web server, and reading what it says to that.
import { ascii, latin1 } from '../bytes.ts';
import type { Endpoint } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { type HttpResponse, parseResponse } from './response.ts';

/** GET of `path`, the connection to be kept: a second request may follow. `host`: default the port's own. */
export function request(endpoint: Endpoint, path = '/', host = authorityOf(endpoint)): Uint8Array {
  return ascii(
    `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: Mozilla/5.0 (compatible; Portolan)\r\n` +
      'Accept: */*\r\nAccept-Encoding: identity\r\n\r\n',
  );
}

/** RFC 3986 section 3.2.2: an IPv6 address in brackets. */
export function authorityOf({ ip, port, name }: Endpoint): string {
  return `${name ?? (ip.includes(':') ? `[${ip}]` : ip)}:${port}`;
}

/** The answer, from this connection or, where it is over, from another; null: none. */
export async function ask(talk: Talk, path: string, host?: string): Promise<HttpResponse | null> {
  const words = request(talk.endpoint, path, host);
  if (!talk.closed) {
    talk.send(words);
    const response = await receiveResponse(talk);
    if (response !== null) return response;
  }
  const other = await talk.again();
  if (other === null) return null;
  other.send(words);
  const response = await receiveResponse(other);
  other.close();
  return response;
}

async function receiveResponse(talk: Talk): Promise<HttpResponse | null> {
  const isWhole = (bytes: Uint8Array): boolean => parseResponse(latin1(bytes))?.isWhole ?? false;
  return parseResponse(latin1(await talk.receive(isWhole)));
}

/** Path of a redirect or link to the same port, as it stands in the page at `from`; null: it leads elsewhere, or nowhere. */
export function pathWithin(location: string, endpoint: Endpoint, isTls: boolean, from = '/'): string | null {
  const root = `${isTls ? 'https' : 'http'}://${authorityOf(endpoint)}`;
  const base = URL.canParse(from, root) ? new URL(from, root).href : root;
  if (!URL.canParse(location, base)) return null;
  const { origin, pathname, search } = new URL(location, base);
  const path = `${pathname}${search}`;
  return origin === new URL(root).origin && /^[\x21-\x7e]{1,500}$/.test(path) ? path : null;
}
