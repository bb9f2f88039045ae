import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ascii } from '../../service/bytes.ts';
import { agentWith, binding, octets, readQuestion, respond } from '../../service/monitoring/agent.test-data.ts';
import { V2C } from '../../service/monitoring/message.ts';
import { askAgent, BYTES_MOST, WALK_MS } from './ask-agent.ts';
import { SWITCH } from './tables.test-data.ts';
import { ROWS_MOST } from './walk.ts';

type Send = (bytes: Uint8Array) => void;
/** `send`: to who asked, at any time. */
type Answer = (question: Uint8Array, send: Send) => readonly Uint8Array[];

interface Asking {
  /** How many questions may be put. */
  readonly turns?: number;
  /** How long each waits for its turn. */
  readonly turnMs?: number;
  readonly walkMs?: number;
}

async function asked(answer: Answer, communities: readonly string[], { turns = 1e6, turnMs = 0, walkMs }: Asking = {}) {
  const socket = createSocket('udp4');
  const questions: string[] = [];
  let bytes = 0;
  socket.on('message', (question, { port, address }) => {
    questions.push(readQuestion(question).community);
    const send: Send = (each) => socket.send(each, port, address);
    for (const each of answer(question, send)) {
      bytes += each.length;
      send(each);
    }
  });
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
  const turn = async (): Promise<boolean> => {
    if (turnMs > 0) await sleep(turnMs);
    return questions.length < turns;
  };
  const begun = performance.now();
  try {
    const tables = await askAgent(
      { ip: '127.0.0.1', port: socket.address().port, version: V2C },
      communities.map(ascii),
      { signal: new AbortController().signal, turn, walkMs },
    );
    return { tables, questions, bytes, ms: performance.now() - begun };
  } finally {
    socket.close();
  }
}

const honest = agentWith(SWITCH);
const knows =
  (community: string): Answer =>
  (question) =>
    readQuestion(question).community === community ? [honest(question)] : [];

test('the community that is answered is the one that is asked with from then on', async () => {
  const { tables, questions } = await asked(knows('two'), ['one', 'two', 'three']);
  assert.deepEqual([tables?.cables.length, tables?.arp.length, tables?.behind.length], [3, 1, 1]);
  assert.deepEqual(questions.slice(0, 3), ['one', 'two', 'three']);
  assert(questions.length > 8 && questions.slice(3).every((each) => each === 'two'));
});

test('who is silent is asked twice, with each, and nobody who gets no turn', async () => {
  const silent = await asked(() => [], ['one', 'two']);
  assert.deepEqual([silent.tables, silent.questions], [null, ['one', 'two', 'one', 'two']]);
  const none = await asked(knows('one'), ['one'], { turns: 0 });
  assert.deepEqual([none.tables, none.questions], [null, []]);
  const some = await asked(knows('one'), ['one'], { turns: 4 });
  assert.equal(some.questions.length, 4);
  assert.notEqual(some.tables, null);
});

test('answers to others, under other communities, and what is cut off are not heard', async () => {
  const { tables, questions } = await asked(
    (question) => {
      const about = readQuestion(question);
      const right = honest(question);
      const wrong = respond({ ...about, requestId: about.requestId ^ 1 }, []);
      const foreign = respond({ ...about, community: 'other' }, []);
      const lying = right.slice();
      lying[3] ^= 0x70;
      return [
        wrong,
        foreign,
        right.subarray(0, right.length - 1),
        Uint8Array.of(0x30, 0x84, 255, 255, 255, 255),
        lying,
        right,
      ];
    },
    ['one'],
  );
  assert.equal(tables?.cables.length, 3);
  assert(new Set(questions).size === 1);
});

test('64 kB of rows in each answer, for ever: rows, bytes and time have an end', async () => {
  const { tables, bytes, questions, ms } = await asked(
    (question) => {
      const about = readQuestion(question);
      const last = about.objects[0];
      const column = last.slice(0, 10);
      const first = last.length > 10 ? last[10] + 1 : 1;
      const rows = Array.from({ length: 800 }, (_, k) =>
        binding([...column, first + k, 198, 18, 0, 1], octets('x'.repeat(50))),
      );
      return [respond(about, rows)];
    },
    ['one'],
  );
  assert.notEqual(tables, null);
  assert(
    bytes <= BYTES_MOST + 65_536 && ms < WALK_MS + 1500,
    `${bytes} bytes, ${ms} ms, ${questions.length} questions`,
  );
  assert((tables?.arp.length ?? 0) <= ROWS_MOST);
});

test('datagrams without content have an end too', async () => {
  let flood: NodeJS.Timeout | undefined;
  const { tables, questions } = await asked(
    (_, send) => {
      flood ??= setInterval(() => {
        for (let k = 0; k < 200; k++) send(new Uint8Array(0));
      }, 1);
      return [];
    },
    ['one'],
  );
  clearInterval(flood);
  // It ended before a second one was due.
  assert.deepEqual([tables, questions.length], [null, 1]);
});

test('what waiting for its turn takes is not taken from the time of the agent', async () => {
  const slow = { turnMs: 100, walkMs: 400 };
  const { tables, ms } = await asked(knows('one'), ['one'], slow);
  assert.deepEqual([tables?.cables.length, tables?.behind.length], [3, 1]);
  assert(ms > slow.walkMs, `${ms} ms`);
  const silent = await asked(() => [], ['one'], slow);
  assert(silent.ms < 2 * slow.walkMs, `${silent.ms} ms`);
});

test('when the survey is ended it ends at once', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  const begun = performance.now();
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  const options = { signal: controller.signal, turn: async () => true };
  assert.equal(await askAgent({ ip: '127.0.0.1', port, version: V2C }, [ascii('c')], options), null);
  assert(performance.now() - begun < 600);
  socket.close();
});
