import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ascii } from '../../service/bytes.ts';
import {
  agentWith,
  binding,
  integer,
  octets,
  readQuestion,
  respond,
} from '../../service/monitoring/agent.test-data.ts';
import { emitRequest, parseResponse, V1, V2C, type Version } from '../../service/monitoring/message.ts';
import { type AskNext, integerOf, octetsOf, ROWS_MOST, walkTable } from './walk.ts';

const ENTRY = [1, 3, 6, 1, 2, 1, 4, 22, 1];
const TABLE = { entry: ENTRY, columns: [2, 4] };
type Answer = (question: Uint8Array) => Uint8Array;

function asking(version: Version, answer: Answer): { readonly ask: AskNext; asked: number } {
  const seen = {
    asked: 0,
    ask: (async (request) => {
      seen.asked++;
      const kind = version === V1 ? 'get-next' : 'get-bulk';
      const about = { version, community: ascii('c'), requestId: 0x0102_0304, kind } as const;
      return parseResponse(answer(emitRequest({ ...about, ...request })));
    }) as AskNext,
  };
  return seen;
}

const indices = fc.uniqueArray(fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { minLength: 1, maxLength: 6 }), {
  maxLength: 60,
  selector: (index) => index.join('.'),
});

test('every row of the table and nothing behind it, whatever its indices and gaps, in both versions', async () => {
  const property = fc.asyncProperty(indices, fc.constantFrom(V1, V2C), async (all, version) => {
    const objects = new Map([
      [[...ENTRY, 1, 9].join('.'), octets('before')],
      [[...ENTRY, 3, 9].join('.'), octets('between')],
      ...(version === V1 ? [] : [['1.3.6.1.2.1.5.1.0', octets('behind')] as const]),
    ]);
    for (const [k, index] of all.entries()) {
      objects.set([...ENTRY, 2, ...index].join('.'), octets(`row ${k}`));
      if (k % 3 !== 0) objects.set([...ENTRY, 4, ...index].join('.'), integer(k));
    }
    const { rows, isWhole } = await walkTable(TABLE, asking(version, agentWith(objects)).ask);
    assert(isWhole);
    const read = rows.map(({ index, values }) => [
      index.join('.'),
      Buffer.from(octetsOf(values.get(2))).toString(),
      integerOf(values.get(4)),
    ]);
    const wanted = all.map((index, k) => [index.join('.'), `row ${k}`, k % 3 === 0 ? -1 : k]);
    assert.deepEqual(read.toSorted(), wanted.toSorted());
  });
  await fc.assert(property, { numRuns: 100 });
});

/** What an agent may do that wants us to stay. */
const HOSTILE: readonly (readonly [what: string, answer: Answer, rowsMost: number, askedMost: number])[] = [
  [
    'says the same again and again',
    (bytes) => respond(readQuestion(bytes), Array(32).fill(binding([...ENTRY, 2, 7], octets('x')))),
    1,
    2,
  ],
  [
    'goes backwards',
    (bytes) => {
      const question = readQuestion(bytes);
      const at = (question.objects[0].at(-1)! - 1) >>> 0;
      return respond(question, [binding([...ENTRY, 2, at], octets('x'))]);
    },
    1,
    3,
  ],
  [
    'never ends',
    (bytes) => {
      const question = readQuestion(bytes);
      return respond(
        question,
        question.objects.map((object) => binding(nextOf(object), octets('x'))),
      );
    },
    ROWS_MOST,
    ROWS_MOST + 1,
  ],
  ['answers with nothing', (bytes) => respond(readQuestion(bytes), []), 0, 1],
  ['says that it would be too long, always', (bytes) => respond(readQuestion(bytes), [], [1, 0]), 0, 8],
  ['has an error of nobody', (bytes) => respond(readQuestion(bytes), [], [2, 99]), 0, 1],
  ['has an error of its own', (bytes) => respond(readQuestion(bytes), [], [5, 1]), 0, 1],
  [
    'answers from another table',
    (bytes) => respond(readQuestion(bytes), [binding([1, 3, 6, 1, 9, 9], octets('x'))]),
    0,
    2,
  ],
  ['ends in the middle', () => Uint8Array.of(0x30, 0x82, 0xff, 0xff, 0x02), 0, 1],
];

/** What cannot be told from a table that ends. */
const ENDS_ITSELF = new Set(['says the same again and again', 'goes backwards', 'answers from another table']);

/** The one behind it in its column. */
function nextOf(object: readonly number[]): readonly number[] {
  return object.length === ENTRY.length + 1 ? [...object, 1] : [...object.slice(0, -1), object.at(-1)! + 1];
}

for (const [what, answer, rowsMost, askedMost] of HOSTILE) {
  test(`an agent that ${what} is left in the end`, async () => {
    const seen = asking(V2C, answer);
    const { rows, isWhole } = await walkTable(TABLE, seen.ask);
    assert.equal(isWhole, ENDS_ITSELF.has(what));
    assert(rows.length <= rowsMost, `${rows.length} rows`);
    assert(seen.asked <= askedMost, `asked ${seen.asked} times`);
  });
}

test('a value is kept to 512 bytes, and is a number only where it is one', async () => {
  const long = new Map([[[...ENTRY, 2, 1].join('.'), octets('x'.repeat(1200))]]);
  const [row] = (await walkTable(TABLE, asking(V2C, agentWith(long)).ask)).rows;
  assert.equal(octetsOf(row.values.get(2)).length, 512);
  assert.equal(integerOf(row.values.get(2)), -1);
  assert.equal(integerOf({ tag: 2, value: Uint8Array.of(0xff) }), -1);
  assert.equal(integerOf({ tag: 0x42, value: Uint8Array.of(0x7f, 0xff, 0xff, 0xff) }), 0x7fff_ffff);
  assert.equal(octetsOf({ tag: 2, value: Uint8Array.of(1) }).length, 0);
});
