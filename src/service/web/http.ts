// HTTP/1: RFC 9110, RFC 9112. The program names itself in `Server:`; title, generator and realm tell what runs on it.
import { ascii, clean } from '../bytes.ts';
import { defineService, type Endpoint, type Reply, type Verdict } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';
import { namedProduct } from '../words/product.ts';
import { type HttpResponse, parseResponse } from './response.ts';

/** Names of products by the token of their `Server:` field, in lower case: as people call them, CPE vendor, CPE name. */
const SERVERS: Readonly<Record<string, readonly [string, string, string]>> = {
  nginx: ['nginx', 'f5', 'nginx'],
  apache: ['Apache httpd', 'apache', 'http_server'],
  lighttpd: ['lighttpd', 'lighttpd', 'lighttpd'],
  'microsoft-iis': ['Microsoft IIS httpd', 'microsoft', 'internet_information_services'],
};

export const http = defineService({
  name: 'http',
  title: 'Hypertext Transfer Protocol',
  specification: 'RFC 9112',
  ports: [80, 8080, 8000, 8008, 8888],
  tlsPorts: [443, 8443],
  hello: request,
  yield: 1,

  read(reply: Reply): Verdict | null {
    const response = parseResponse(reply.text);
    if (response === null) return null;
    return {
      // Without a field of its own it is a status line, which other protocols' servers print too.
      confidence: response.fields.size > 0 ? 0.9 : 0.6,
      ...programOf(response),
      details: detailsOf(response),
      ...(response.isWhole || reply.closed ? {} : { more: true }),
    };
  },
});

function request({ ip, port, name }: Endpoint): Uint8Array {
  return ascii(
    `GET / HTTP/1.1\r\nHost: ${name ?? ip}:${port}\r\nUser-Agent: Mozilla/5.0 (compatible; Portolan)\r\n` +
      'Accept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n',
  );
}

function programOf({ fields }: HttpResponse): Partial<Verdict> {
  const server = fields.get('server');
  const named = server === undefined ? null : namedProduct(server);
  if (named === null) return {};
  const known = SERVERS[named.product.toLowerCase()];
  return {
    confidence: 1,
    product: known?.[0] ?? named.product,
    ...(named.version === undefined ? {} : { version: named.version }),
    ...(named.info === undefined ? {} : { info: named.info }),
    ...(known === undefined ? {} : { cpe: [cpeOf(known[1], known[2], named.version)] }),
  };
}

function detailsOf({ status, fields, body }: HttpResponse): Record<string, unknown> {
  const title = /<title[^>]{0,100}>([^<]{1,300})/i.exec(body)?.[1];
  const kept = ['server', 'x-powered-by', 'location', 'www-authenticate', 'alt-svc', 'via'];
  return {
    status,
    ...Object.fromEntries(kept.flatMap((name) => (fields.has(name) ? [[name, fields.get(name)]] : []))),
    ...(title === undefined ? {} : { title: clean(title) }),
  };
}
