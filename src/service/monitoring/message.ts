// Messages of SNMP versions 1 and 2c: RFC 1157 section 4, RFC 1901 section 3, RFC 3416 section 3.
//
//   message  30 { 02 version (0: v1, 1: v2c), 04 community, PDU }
//   PDU      a0 Get, a1 GetNext, a2 Response { 02 request id, 02 error status, 02 error index, 30 { 30 { 06 object, value } ... } }
//            a5 GetBulk { 02 request id, 02 non-repeaters, 02 max-repetitions, 30 { ... } }
import { u8 } from '../bytes.ts';
import { childrenOf, element, elementAt, smallInteger } from '../directory/ber.ts';
import { emitObjectId, type ObjectId, parseObjectId } from './object-id.ts';

export const V1 = 0;
export const V2C = 1;
export type Version = typeof V1 | typeof V2C;

/** Of what is read and asked with. */
export const TAG = { integer: 0x02, octets: 0x04, object: 0x06 } as const;
/** RFC 3416 section 3: there is nothing of that name, or behind it. */
export const STATUS = { tooBig: 1, noSuchName: 2 } as const;

const SEQUENCE = 0x30;
const RESPONSE = 0xa2;
const KINDS = { get: 0xa0, 'get-next': 0xa1, 'get-bulk': 0xa5 } as const;
const NULL = Uint8Array.of(0x05, 0);
const BINDINGS_MOST = 1024;

export interface SnmpRequest {
  readonly version: Version;
  readonly community: Uint8Array;
  /** Four bytes of an INTEGER that is written in no fewer: 0x00800000 to 0x7fffffff. */
  readonly requestId: number;
  readonly kind: keyof typeof KINDS;
  readonly objects: readonly ObjectId[];
  /** Of `get-bulk`: how many that follow each object, 127 at the most. */
  readonly repetitions?: number;
}

export interface Binding {
  readonly object: ObjectId;
  readonly tag: number;
  /** The content, in the memory of the message. */
  readonly value: Uint8Array;
}

export interface SnmpResponse {
  readonly version: Version;
  readonly community: Uint8Array;
  readonly requestId: number;
  readonly status: number;
  /** Which binding the status is about, from 1 on. */
  readonly index: number;
  readonly bindings: readonly Binding[];
}

export function emitRequest(request: SnmpRequest): Uint8Array {
  const { version, community, requestId, kind, objects, repetitions = 0 } = request;
  const bindings = objects.map((object) => element(SEQUENCE, element(TAG.object, emitObjectId(object)), NULL));
  const number = Uint8Array.of(requestId >>> 24, requestId >>> 16, requestId >>> 8, requestId);
  const pdu = element(
    KINDS[kind],
    element(TAG.integer, number),
    integer(0),
    integer(kind === 'get-bulk' ? repetitions : 0),
    element(SEQUENCE, ...bindings),
  );
  return element(SEQUENCE, integer(version), element(TAG.octets, community), pdu);
}

const integer = (value: number): Uint8Array => element(TAG.integer, Uint8Array.of(value));

/** Null where it is no response of these versions. Bindings end where one is not whole, or names no object. */
export function parseResponse(bytes: Uint8Array): SnmpResponse | null {
  if (u8(bytes, 0) !== SEQUENCE) return null;
  const message = elementAt(bytes, 0);
  if (message === null) return null;
  const [number, name, pdu] = childrenOf(bytes, message, 3);
  const version = smallInteger(bytes, number);
  if ((version !== V1 && version !== V2C) || name?.tag !== TAG.octets || pdu?.tag !== RESPONSE) return null;
  const [id, status, index, list] = childrenOf(bytes, pdu, 4);
  if (list?.tag !== SEQUENCE) return null;
  const bindings: Binding[] = [];
  for (const binding of childrenOf(bytes, list, BINDINGS_MOST)) {
    const [object, value] = childrenOf(bytes, binding, 2);
    const arcs = object?.tag === TAG.object ? parseObjectId(bytes, object) : null;
    if (arcs === null || value === undefined) break;
    bindings.push({ object: arcs, tag: value.tag, value: bytes.subarray(value.begin, value.end) });
  }
  return {
    version,
    community: bytes.subarray(name.begin, name.end),
    requestId: smallInteger(bytes, id),
    status: smallInteger(bytes, status),
    index: smallInteger(bytes, index),
    bindings,
  };
}
