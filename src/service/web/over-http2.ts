// One request over HTTP/2, and its response: RFC 9113 sections 4, 6 and 8. Frames that are not of our stream are passed over.
//
//   frame          length u24, type u8, flags u8, stream u32, payload
//   DATA 0         [padding u8 where flag 8] octets [padding]; flag 1: the last
//   HEADERS 1      [padding u8 where flag 8] [5 octets where flag 32] block [padding]; flags 1: the last, 4: whole block
//   CONTINUATION 9 block; flag 4: whole block
import { ascii, be32, clean, concat, hex, latin1, u8, u24, u32 } from '../bytes.ts';
import type { Talk } from '../talk/talk.ts';
import { createFieldReader, writeFields } from './hpack.ts';
import { authorityOf } from './request.ts';
import type { HttpResponse } from './response.ts';

export interface Http2Request {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly fields?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export const PREFACE = concat(ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), hex('000000 04 00 00000000'));
const ACKNOWLEDGED = hex('000000 04 01 00000000');
const DATA = 0;
const HEADERS = 1;
const CONTINUATION = 9;
const END_STREAM = 1;
const END_HEADERS = 4;
const PADDED = 8;
const PRIORITY = 32;
const STREAM = 1;
const FRAMES_MOST = 1000;
const BODY_MOST = 32_768;
const VALUE_MOST = 1024;

/** On a connection that nothing was said on yet. Null: no answer. Fields after the body are among the others. */
export async function askOverHttp2(talk: Talk, request: Http2Request): Promise<HttpResponse | null> {
  talk.send(concat(PREFACE, ...framesOf(talk, request), ACKNOWLEDGED));
  const bytes = await talk.receive((all) => responseIn(all)?.isWhole ?? false);
  return responseIn(bytes);
}

function framesOf(talk: Talk, { path, method, fields, body }: Http2Request): Uint8Array[] {
  const block = writeFields({
    ':method': method,
    ':scheme': talk.tls === null ? 'http' : 'https',
    ':authority': authorityOf(talk.endpoint),
    ':path': path,
    'user-agent': 'Portolan',
    ...fields,
  });
  const isLast = body === undefined ? END_STREAM : 0;
  const head = frame(HEADERS, END_HEADERS | isLast, block);
  return body === undefined ? [head] : [head, frame(DATA, END_STREAM, body)];
}

function frame(type: number, flags: number, payload: Uint8Array): Uint8Array {
  return concat(be32(payload.length).subarray(1), Uint8Array.of(type, flags), be32(STREAM), payload);
}

/** What the frames bring of our response; null: none of it yet. */
export function responseIn(bytes: Uint8Array): HttpResponse | null {
  const reader = createFieldReader();
  const fields = new Map<string, string>();
  let body = '';
  let block: Uint8Array = new Uint8Array(0);
  let isWhole = false;
  let at = 0;
  for (let count = 0; at + 9 <= bytes.length && count < FRAMES_MOST; count++) {
    const [length, type, flags] = [u24(bytes, at), u8(bytes, at + 3), u8(bytes, at + 4)];
    const isOurs = u32(bytes, at + 5) % 2 ** 31 === STREAM;
    if (at + 9 + length > bytes.length) break;
    const payload = payloadOf(bytes.subarray(at + 9, at + 9 + length), type, flags);
    at += 9 + length;
    if (!isOurs) continue;
    if (type === DATA && body.length < BODY_MOST) body += latin1(payload);
    if (type === HEADERS || type === CONTINUATION) {
      block = concat(block, payload);
      if ((flags & END_HEADERS) === 0) continue;
      for (const [name, value] of reader.read(block) ?? []) fields.set(name, clean(value, VALUE_MOST));
      block = new Uint8Array(0);
    }
    if ((type === DATA || type === HEADERS) && (flags & END_STREAM) !== 0) isWhole = true;
  }
  const status = Number(fields.get(':status') ?? 0);
  if (status === 0) return null;
  return {
    version: '2',
    status,
    phrase: '',
    fields,
    body: body.slice(0, BODY_MOST),
    isWhole,
    isComplete: isWhole && body.length < BODY_MOST,
    isEmpty: isWhole && body === '',
  };
}

function payloadOf(payload: Uint8Array, type: number, flags: number): Uint8Array {
  if (type !== DATA && type !== HEADERS) return payload;
  const padding = (flags & PADDED) === 0 ? 0 : u8(payload, 0);
  const begin = ((flags & PADDED) === 0 ? 0 : 1) + (type === HEADERS && (flags & PRIORITY) !== 0 ? 5 : 0);
  return payload.subarray(begin, Math.max(begin, payload.length - padding));
}
