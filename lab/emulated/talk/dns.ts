// DNS messages (RFC 1035) and multicast DNS (RFC 6762) with its services (RFC 6763), as one host answers for itself.
//
//  1. A question is answered from the host's own records; a question about nothing of its own is not answered at all.
//  2. The answer goes to who asked, with the question and its number (RFC 6762 section 6.7).
//  3. Beside the name of a service stand its place, its text and the host's address (RFC 6763 section 12).
import type { Datagrams, Self } from '../host.ts';

export interface PublishedService {
  /** `_ipp._tcp` */
  readonly type: string;
  /** `HP LaserJet` */
  readonly name: string;
  readonly port: number;
  /** `key=value` */
  readonly text?: readonly string[];
}

export interface Zone {
  /** Without `.local`. */
  readonly host: string;
  readonly services: readonly PublishedService[];
  /** Of `NAME._device-info._tcp`. */
  readonly deviceInfo?: readonly string[];
}

const TYPE = { a: 1, ptr: 12, txt: 16, srv: 33, any: 255 } as const;
const SECONDS = 10;

interface RR {
  readonly name: readonly string[];
  readonly type: number;
  readonly data: Buffer;
}

function encodeName(labels: readonly string[]): Buffer {
  return Buffer.concat([
    ...labels.map((label) => {
      const bytes = Buffer.from(label, 'utf8');
      return Buffer.from([bytes.length, ...bytes]);
    }),
    Buffer.from([0]),
  ]);
}

function encodeText(texts: readonly string[]): Buffer {
  const all = texts.length === 0 ? [''] : texts;
  return Buffer.concat(all.map((text) => Buffer.from([Buffer.byteLength(text), ...Buffer.from(text)])));
}

function encodeRecord({ name, type, data }: RR): Buffer {
  const rest = Buffer.alloc(10);
  rest.writeUInt16BE(type, 0);
  rest.writeUInt16BE(1, 2);
  rest.writeUInt32BE(SECONDS, 4);
  rest.writeUInt16BE(data.length, 8);
  return Buffer.concat([encodeName(name), rest, data]);
}

interface Question {
  readonly labels: readonly string[];
  readonly type: number;
}

/** The questions of a query; null where it is none, or is not well formed. Compressed names are not asked by anybody. */
function questionsOf(message: Buffer): Question[] | null {
  if (message.length < 12 || (message[2] & 0xf8) !== 0) return null;
  const questions: Question[] = [];
  let at = 12;
  for (let count = message.readUInt16BE(4); count > 0; count--) {
    const labels: string[] = [];
    for (;;) {
      if (at >= message.length) return null;
      const length = message[at++];
      if (length === 0) break;
      if ((length & 0xc0) === 0xc0) {
        // A pointer to a name before it: what follows the pointer is the next label there.
        const target = ((length & 0x3f) << 8) | message[at++];
        const rest = labelsAt(message, target);
        if (rest === null) return null;
        labels.push(...rest);
        break;
      }
      if (length > 63 || at + length > message.length) return null;
      labels.push(message.toString('utf8', at, at + length));
      at += length;
    }
    if (at + 4 > message.length) return null;
    questions.push({ labels, type: message.readUInt16BE(at) });
    at += 4;
  }
  return questions;
}

function labelsAt(message: Buffer, from: number): string[] | null {
  const labels: string[] = [];
  for (let at = from; at < message.length && labels.length < 32; ) {
    const length = message[at];
    if (length === 0) return labels;
    if (length > 63 || at + 1 + length > message.length) return null;
    labels.push(message.toString('utf8', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return null;
}

const split = (type: string): string[] => type.split('.');
const sameName = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((label, k) => label.toLowerCase() === b[k].toLowerCase());

function addressRecord({ address }: Self, name: readonly string[]): RR {
  return { name, type: TYPE.a, data: Buffer.from(address.split('.').map(Number)) };
}

const reverseName = ({ address }: Self): string[] => [...address.split('.').reverse(), 'in-addr', 'arpa'];

function recordsOf(self: Self, { host, services, deviceInfo }: Zone): RR[] {
  const own = [host, 'local'];
  const records = [
    addressRecord(self, own),
    { name: reverseName(self), type: TYPE.ptr, data: encodeName(own) },
    ...services.flatMap(({ type, name, port, text = [] }): RR[] => {
      const kind = [...split(type), 'local'];
      const place = Buffer.alloc(6);
      place.writeUInt16BE(port, 4);
      return [
        { name: ['_services', '_dns-sd', '_udp', 'local'], type: TYPE.ptr, data: encodeName(kind) },
        { name: kind, type: TYPE.ptr, data: encodeName([name, ...kind]) },
        { name: [name, ...kind], type: TYPE.srv, data: Buffer.concat([place, encodeName(own)]) },
        { name: [name, ...kind], type: TYPE.txt, data: encodeText(text) },
      ];
    }),
  ];
  if (deviceInfo === undefined) return records;
  const names = new Set(services.map(({ name }) => name));
  return [
    ...records,
    ...[...names, host].map(
      (name): RR => ({ name: [name, '_device-info', '_tcp', 'local'], type: TYPE.txt, data: encodeText(deviceInfo) }),
    ),
  ];
}

/** Rule 3. */
function besides(answers: readonly RR[], all: readonly RR[]): RR[] {
  const instances = answers.filter(
    ({ type, name }) => type === TYPE.ptr && name.at(-1) === 'local' && name[0] !== '_services',
  );
  const named = all.filter(({ name }) => instances.some(({ data }) => encodeName(name).equals(data)));
  const addresses = answers.some(({ type }) => type === TYPE.srv) || named.length > 0 ? [all[0]] : [];
  return [...named, ...addresses].filter((record) => !answers.includes(record));
}

function encodeAnswer(
  query: Buffer,
  questions: Buffer,
  count: number,
  answers: readonly RR[],
  more: readonly RR[],
): Buffer {
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8400, 2);
  head.writeUInt16BE(count, 4);
  head.writeUInt16BE(answers.length, 6);
  head.writeUInt16BE(more.length, 10);
  return Buffer.concat([head, questions, ...answers.map(encodeRecord), ...more.map(encodeRecord)]);
}

function encodeQuestions(questions: readonly Question[]): Buffer {
  return Buffer.concat(
    questions.map(({ labels, type }) =>
      Buffer.concat([encodeName(labels), Buffer.from([type >> 8, type & 255, 0, 1])]),
    ),
  );
}

const MOST = 1400;

function answering(records: readonly RR[], groups: readonly string[]): Datagrams {
  return {
    groups,
    answer(heard) {
      const questions = questionsOf(heard);
      if (questions === null) return null;
      const answers = records.filter(({ name, type }, k) => {
        const asked = questions.some((q) => (q.type === type || q.type === TYPE.any) && sameName(q.labels, name));
        // Several services of one kind: the kind is named once.
        const first = records.findIndex(
          (each) => each.type === type && sameName(each.name, name) && each.data.equals(records[k].data),
        );
        return asked && first === k;
      });
      if (answers.length === 0) return null;
      const more = besides(answers, records);
      for (let kept = more.length; kept >= 0; kept--) {
        const message = encodeAnswer(heard, encodeQuestions(questions), questions.length, answers, more.slice(0, kept));
        if (message.length <= MOST) return message;
      }
      return null;
    },
  };
}

export function mdns(self: Self, zone: Zone): Datagrams {
  return answering(recordsOf(self, zone), ['224.0.0.251']);
}

/** LLMNR (RFC 4795): the host's name, and the name of its address. */
export function llmnr(self: Self, host: string): Datagrams {
  const records = [addressRecord(self, [host]), { name: reverseName(self), type: TYPE.ptr, data: encodeName([host]) }];
  return answering(records, ['224.0.0.252']);
}
