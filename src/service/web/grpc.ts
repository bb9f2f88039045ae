// gRPC over HTTP/2 (grpc/grpc doc/PROTOCOL-HTTP2.md), and what a server with reflection offers (grpc.reflection.v1).
//
//   message   compressed u8, length u32, protocol buffer
//   request   ServerReflectionRequest: field 7 list_services, a string
//   response  ServerReflectionResponse: field 6 list_services_response { field 1 service { field 1 name } }
import { clean, hex, textAt, u8, u32 } from '../bytes.ts';
import type { Http2Request } from './over-http2.ts';
import type { HttpResponse } from './response.ts';

const SERVICES_MOST = 50;
const LENGTH_DELIMITED = 2;

export const REFLECTION: Http2Request = {
  path: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
  method: 'POST',
  fields: { 'content-type': 'application/grpc', te: 'trailers' },
  body: hex('00 00000002 3a00'),
};

/** A server for calls alone refuses a page: no method but POST, no other content. */
export function mayBeGrpc({ status, fields }: HttpResponse): boolean {
  return status === 405 || status === 415 || status === 404 || isGrpcType(fields) || fields.has('grpc-status');
}

export function isGrpc({ fields }: HttpResponse): boolean {
  return isGrpcType(fields) && /^\d{1,2}$/.test(fields.get('grpc-status') ?? '0');
}

const isGrpcType = (fields: ReadonlyMap<string, string>): boolean =>
  /^application\/grpc\b/.test(fields.get('content-type') ?? '');

/** The names in a list of services. */
export function servicesOf(message: Uint8Array): string[] {
  const response = message.subarray(5, 5 + u32(message, 1));
  return fieldsOf(response, 6)
    .flatMap((list) => fieldsOf(list, 1))
    .flatMap((service) => fieldsOf(service, 1))
    .slice(0, SERVICES_MOST)
    .map((name) => clean(textAt(name, 0, 120)));
}

/** All fields of one number that have a length; others are passed over. */
function fieldsOf(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length && found.length < SERVICES_MOST) {
    const [key, afterKey] = varint(bytes, at);
    const [value, afterValue] = varint(bytes, afterKey);
    if (afterValue <= at) break;
    const isLong = (key & 7) === LENGTH_DELIMITED;
    if (isLong && key >> 3 === wanted) found.push(bytes.subarray(afterValue, afterValue + value));
    if (!isLong && (key & 7) !== 0) break;
    at = isLong ? afterValue + value : afterValue;
  }
  return found;
}

/** Value, and where it ends. */
function varint(bytes: Uint8Array, begin: number): readonly [number, number] {
  let value = 0;
  for (let at = begin; at < Math.min(begin + 5, bytes.length); at++) {
    value += (u8(bytes, at) & 0x7f) * 2 ** (7 * (at - begin));
    if (u8(bytes, at) < 0x80) return [value, at + 1];
  }
  return [0, begin];
}
