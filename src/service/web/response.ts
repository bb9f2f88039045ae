// An HTTP/1 response as it came, as much of it as is there: RFC 9112 sections 4 and 5.
import { clean } from '../bytes.ts';

export interface HttpResponse {
  readonly version: string;
  readonly status: number;
  readonly phrase: string;
  /** Names in lower case; of several fields of one name the values with commas between. 100 at the most. */
  readonly fields: ReadonlyMap<string, string>;
  /** latin1, what has come of it; chunks are joined. */
  readonly body: string;
  /** All of it has come, as far as its length tells. */
  readonly isWhole: boolean;
  /** All of its body is kept: it was not too long, and its length or its last chunk says that it is all. */
  readonly isComplete: boolean;
  /** It has no body, and says so. */
  readonly isEmpty: boolean;
}

const STATUS_LINE = /^(HTTP|RTSP|SIP|ICY)(?:\/(\d\.\d))? (\d{3})(?: ([^\r\n]{0,200}))?\r?\n/;
const FIELDS_MOST = 100;
const VALUE_MOST = 1024;
const BODY_MOST = 32_768;
/** RFC 9110 sections 15.3.5 and 15.4.5. */
const BODILESS = new Set([101, 204, 304]);

/** Null where it is none of `protocol`. */
export function parseResponse(text: string, protocol: 'HTTP' | 'RTSP' | 'SIP' | 'ICY' = 'HTTP'): HttpResponse | null {
  const head = STATUS_LINE.exec(text);
  if (head === null || head[1] !== protocol) return null;
  const blank = /\r?\n\r?\n/.exec(text);
  const fieldText = text.slice(head[0].length, blank?.index ?? text.length);
  const rest =
    blank === null ? '' : text.slice(blank.index + blank[0].length, blank.index + blank[0].length + BODY_MOST);
  const fields = fieldsOf(fieldText);
  const isChunked = /\bchunked\b/i.test(fields.get('transfer-encoding') ?? '');
  const chunked = isChunked ? joinChunks(rest) : null;
  const length = Number(fields.get('content-length') ?? Number.NaN);
  return {
    version: head[2] ?? '',
    status: Number(head[3]),
    phrase: clean(head[4] ?? ''),
    fields,
    body: chunked?.body ?? rest,
    isWhole:
      blank !== null &&
      (BODILESS.has(Number(head[3])) ||
        (chunked !== null ? chunked.isWhole : rest.length >= Math.min(length, BODY_MOST)) ||
        rest.length >= BODY_MOST),
    isComplete: blank !== null && rest.length < BODY_MOST && (chunked?.isWhole ?? rest.length >= length),
    isEmpty: blank !== null && length === 0,
  };
}

/** Fields of a head, behind its first line: names in lower case. */
export function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/, FIELDS_MOST)) {
    const at = line.indexOf(':');
    if (at <= 0) continue;
    const name = line.slice(0, at).trim().toLowerCase();
    const value = clean(line.slice(at + 1), VALUE_MOST);
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`.slice(0, VALUE_MOST));
  }
  return fields;
}

function joinChunks(text: string): { readonly body: string; readonly isWhole: boolean } {
  let body = '';
  let at = 0;
  while (at < text.length) {
    const size = /^([0-9A-Fa-f]{1,8})[^\r\n]{0,100}\r?\n/.exec(text.slice(at, at + 120));
    if (size === null) break;
    const length = Number.parseInt(size[1], 16);
    if (length === 0) return { body, isWhole: true };
    at += size[0].length;
    body += text.slice(at, at + length);
    at += length + 2;
  }
  return { body, isWhole: false };
}

const WANTS_TLS =
  /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled server port|combination of host and port requires TLS/;

/** A web server inside TLS that was asked in the clear, and says so in words. */
export function wantsTls({ status, body }: HttpResponse): boolean {
  return status === 400 && WANTS_TLS.test(body.slice(0, 2000));
}
