// One thread of the fuzz run: for each record, mutated answers of its own test (and now and then of others) are read, and
// where it takes one for its own, it is asked for more with further ones.
import { parentPort, workerData } from 'node:worker_threads';
import { latin1 } from '../../src/service/bytes.ts';
import { mutated, numbersOf, seedsByFile } from '../../src/service/mutate.test-data.ts';
import type { Endpoint, Service } from '../../src/service/service.ts';
import type { Talk } from '../../src/service/talk/talk.ts';
import { FAULTS_MOST, type FuzzJob, type FuzzReport, SLOW_MS, VERDICT_MOST } from './job.ts';
import { type FuzzRecord, RECORDS } from './records.ts';

type Below = (limit: number) => number;

/** Of eight answers one is another protocol's. */
const STRANGERS = 8;
/** Receives after which a conversation's time is up. */
const RECEIVES_MOST = 64;
const ASKING = RECORDS.filter(({ service }) => service.hello !== undefined);
const NOTHING = new Uint8Array(0);

const everybodys = [...seedsByFile().values()].flat();
const progress = workerData as Int32Array;

interface Outcome {
  readonly recognised: boolean;
  readonly learnt: boolean;
  readonly size: number;
}

/** A peer that answers with whatever comes; its time is up some day, as a real conversation's is. */
function talkOf(endpoint: Endpoint, own: readonly Uint8Array[], below: Below): Talk {
  let receives = 0;
  const talk: Talk = {
    endpoint,
    tls: null,
    get closed() {
      return receives > RECEIVES_MOST;
    },
    send() {},
    receive: async () => (++receives > RECEIVES_MOST || below(4) === 0 ? NOTHING : mutated(own, below)),
    startTls: async () => below(2) === 0,
    again: async () => (below(4) === 0 ? null : talk),
    close() {},
  };
  return talk;
}

/** The `number`th answer, always the same one. */
async function one(record: FuzzRecord, own: readonly Uint8Array[], seed: number, number: number): Promise<Outcome> {
  const below = numbersOf(Math.imul(seed, 0x9e3779b1) ^ number);
  const bytes = mutated(below(STRANGERS) === 0 ? everybodys : own, below);
  const { service } = record;
  const endpoint = below(2) === 0 ? record.odd : record.own;
  const asking = askingOf(record, below);
  const sent = below(32) === 0 ? bytes : asking === null ? null : helloOf(asking, endpoint);
  const closed = below(4) === 0;
  const to = asking === null ? null : asking.name;
  const verdict = service.read({ bytes, text: latin1(bytes), sent, to, closed, endpoint });
  if (verdict === null) return { recognised: false, learnt: false, size: 0 };
  const learns = service.learn !== undefined && verdict.complete !== true;
  const told = learns ? await service.learn!(talkOf(endpoint, own, below), verdict) : verdict;
  return { recognised: true, learnt: learns, size: number % 16 === 0 ? JSON.stringify(told).length : 0 };
}

/** Whose words are answered: nobody's, its own, or another's. */
function askingOf({ service, odd: { proto } }: FuzzRecord, below: Below): Service | null {
  const which = below(4);
  if (which === 0) return null;
  if (which > 1 && service.hello !== undefined) return service;
  const others = ASKING.filter(({ odd }) => odd.proto === proto);
  return others[below(others.length)].service;
}

function helloOf({ hello }: Service, endpoint: Endpoint): Uint8Array | null {
  return hello === undefined ? null : typeof hello === 'function' ? hello(endpoint) : hello;
}

async function run({ record, count, seed, answers: own }: FuzzJob): Promise<FuzzReport> {
  const asked = RECORDS.find(({ key }) => key === record)!;
  const begin = performance.now();
  const faults: string[] = [];
  const fault = (number: number, what: string): void => {
    if (faults.length < FAULTS_MOST) faults.push(`${record} --seed ${seed}, answer ${number}: ${what}`);
  };
  let [recognised, learnt, slowest, slowestAt, largest, heapMost] = [0, 0, 0, 0, 0, 0];

  for (let number = 0; number < count; number++) {
    Atomics.store(progress, 0, number);
    const since = performance.now();
    try {
      const outcome = await one(asked, own, seed, number);
      if (outcome.recognised) recognised++;
      if (outcome.learnt) learnt++;
      largest = Math.max(largest, outcome.size);
      if (outcome.size > VERDICT_MOST) fault(number, `a verdict of ${outcome.size} characters`);
    } catch (error) {
      fault(number, error instanceof Error ? `${error.stack}` : String(error));
    }
    const took = performance.now() - since;
    if (took > slowest) {
      const again = took > SLOW_MS ? await timed(asked, own, seed, number) : took;
      if (again > SLOW_MS) fault(number, `${Math.round(again)} ms`);
      if (again > slowest) [slowest, slowestAt] = [again, number];
    }
    if (number % 10_000 === 0) heapMost = Math.max(heapMost, process.memoryUsage().heapUsed);
  }
  const seconds = (performance.now() - begin) / 1000;
  return { record, answers: count, recognised, learnt, seconds, slowest, slowestAt, largest, heapMost, faults };
}

/** The least of three: what the machine does beside is not the record's. */
async function timed(record: FuzzRecord, own: readonly Uint8Array[], seed: number, number: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 3; k++) {
    const begin = performance.now();
    await one(record, own, seed, number).catch(() => {});
    least = Math.min(least, performance.now() - begin);
  }
  return least;
}

parentPort!.on('message', async (job: FuzzJob) => parentPort!.postMessage(await run(job)));
