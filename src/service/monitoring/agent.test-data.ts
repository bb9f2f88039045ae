// An SNMP agent that has these objects and no others: GetNext and GetBulk (RFC 1157, RFC 3416), as bytes.
import { ascii, concat } from '../bytes.ts';
import { childrenOf, element, elementAt, smallInteger } from '../directory/ber.ts';
import { TAG } from './message.ts';
import { compareObjectIds, emitObjectId, type ObjectId, objectId, parseObjectId } from './object-id.ts';

export type Objects = ReadonlyMap<string, Uint8Array>;

/** Values as elements. */
export const octets = (content: string | readonly number[]): Uint8Array =>
  element(TAG.octets, typeof content === 'string' ? ascii(content) : Uint8Array.from(content));
export const integer = (value: number): Uint8Array => element(TAG.integer, Uint8Array.of(value >> 8, value & 0xff));

const END_OF_VIEW = Uint8Array.of(0x82, 0);
const NO_SUCH_NAME = 2;
const GET_BULK = 0xa5;
/** What an agent puts into one answer, however much is asked for. */
const BYTES_MOST = 1400;

export interface Question {
  readonly version: number;
  readonly community: string;
  readonly requestId: number;
  readonly repetitions: number;
  readonly objects: readonly ObjectId[];
}

export function readQuestion(bytes: Uint8Array): Question {
  const [version, community, pdu] = childrenOf(bytes, elementAt(bytes, 0)!);
  const [id, , repetitions, list] = childrenOf(bytes, pdu);
  return {
    version: smallInteger(bytes, version),
    community: Buffer.from(bytes.subarray(community.begin, community.end)).toString('latin1'),
    requestId: smallInteger(bytes, id),
    repetitions: pdu.tag === GET_BULK ? smallInteger(bytes, repetitions) : 1,
    objects: childrenOf(bytes, list).map((each) => parseObjectId(bytes, childrenOf(bytes, each)[0])!),
  };
}

export const binding = (object: ObjectId, value: Uint8Array): Uint8Array =>
  element(0x30, element(TAG.object, emitObjectId(object)), value);

export function respond(
  { version, community, requestId }: Pick<Question, 'version' | 'community' | 'requestId'>,
  bindings: readonly Uint8Array[],
  [status, index]: readonly [number, number] = [0, 0],
): Uint8Array {
  const id = Uint8Array.of(requestId >>> 24, requestId >>> 16, requestId >>> 8, requestId);
  const number = (value: number): Uint8Array => element(TAG.integer, Uint8Array.of(value));
  const pdu = element(0xa2, element(TAG.integer, id), number(status), number(index), element(0x30, ...bindings));
  return element(0x30, number(version), element(TAG.octets, ascii(community)), pdu);
}

/** Its answer to a question. */
export function agentWith(objects: Objects): (question: Uint8Array) => Uint8Array {
  const sorted = [...objects]
    .map(([name, value]) => ({ object: objectId(name), value }))
    .sort((one, other) => compareObjectIds(one.object, other.object));
  return (bytes) => {
    const question = readQuestion(bytes);
    const bindings: Uint8Array[] = [];
    let size = 0;
    let last = question.objects;
    for (let round = 0; round < question.repetitions && size < BYTES_MOST; round++) {
      const next = last.map((object) => sorted.find((each) => compareObjectIds(each.object, object) > 0));
      const missing = next.indexOf(undefined);
      if (missing >= 0 && question.version === 0) return respond(question, [], [NO_SUCH_NAME, missing + 1]);
      const row = next.map((each, k) => binding(each?.object ?? last[k], each?.value ?? END_OF_VIEW));
      bindings.push(...row);
      size += concat(...row).length;
      last = next.map((each, k) => each?.object ?? last[k]);
    }
    return respond(question, bindings);
  };
}
