// HTTP (RFC 9112), as small devices speak it: a page for a path, and the connection is closed.
import type { Said, Talk } from '../host.ts';

export interface Page {
  /** 200 unless told. */
  readonly status?: string;
  /** Each a whole line. */
  readonly headers?: readonly string[];
  readonly type?: string;
  readonly body?: string | Uint8Array;
}

export interface Site {
  /** The header `Server`, where there is one. */
  readonly server?: string;
  /** By path, without what is behind `?`; of any method. `*`: all others, which are not found unless told. */
  readonly pages: Readonly<Record<string, Page>>;
}

const HEAD_END = Buffer.from('\r\n\r\n');

/** The request that is whole: its head as text, and its body. */
export function wholeRequest(heard: Buffer): { readonly head: string; readonly body: Buffer } | null {
  const end = heard.indexOf(HEAD_END);
  if (end < 0) return null;
  const head = heard.toString('latin1', 0, end);
  const body = heard.subarray(end + HEAD_END.length);
  const length = /^content-length:[ \t]*(\d{1,6})/im.exec(head)?.[1];
  if (/^transfer-encoding:[ \t]*chunked/im.test(head)) return body.includes('\r\n0\r\n\r\n') ? { head, body } : null;
  return body.length < Number(length ?? 0) ? null : { head, body };
}

export function response(server: string | undefined, page: Page, hasBody = true): Said {
  const body = Buffer.from(page.body ?? '');
  const head = [
    `HTTP/1.1 ${page.status ?? '200 OK'}`,
    ...(server === undefined ? [] : [`Server: ${server}`]),
    ...(page.headers ?? []),
    `Content-Type: ${page.type ?? 'text/html'}`,
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    '',
  ].join('\r\n');
  return { bytes: Buffer.concat([Buffer.from(head, 'latin1'), hasBody ? body : Buffer.alloc(0)]), close: true };
}

export function web({ server, pages }: Site): Talk {
  const missing = { status: '404 Not Found', body: '<html><body>404 Not Found</body></html>' };
  return {
    answer(heard) {
      const request = wholeRequest(heard);
      if (request === null) return null;
      const [, method, path] =
        /^([A-Z]{3,10}) (?:http:\/\/[^/ ]+)?([^ ?]*)[^ ]* HTTP\/1\.[01]/.exec(request.head) ?? [];
      if (path === undefined) return response(server, { status: '400 Bad Request', body: 'Bad Request' });
      return response(server, pages[path] ?? pages['*'] ?? missing, method !== 'HEAD');
    },
  };
}

export const html = (title: string, body = ''): Page => ({
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body>${body}</body></html>`,
});

export const xml = (body: string): Page => ({ type: 'text/xml; charset="utf-8"', body });

export const json = (value: unknown): Page => ({ type: 'application/json', body: JSON.stringify(value) });
