// Loaded before the records' tests, all in one process: keeps every answer that a test makes, and writes them down at the end.
//   PORTOLAN_ANSWERS=FILE node --import recorder.js --test --test-isolation=none TEST...
import { writeFileSync } from 'node:fs';
import { latin1 } from '../../src/service/bytes.ts';

/** `databases/redis`, of the lines of a stack. */
const TEST = /\/service\/([a-z0-9-]+\/[a-z0-9-]+)\.test\.[jt]s/;
/** Some test asks thousands of times: those that differ are enough. */
const ANSWERS_MOST = 1000;

const kept = new Map<string, Set<string>>();

globalThis.portolanAnswer = (bytes) => {
  const file = TEST.exec(new Error().stack ?? '')?.[1];
  if (file === undefined || bytes.length === 0) return;
  const answers = kept.get(file) ?? new Set();
  if (answers.size < ANSWERS_MOST) answers.add(latin1(bytes));
  kept.set(file, answers);
};

process.once('exit', () => {
  const answers = Object.fromEntries([...kept].map(([file, texts]) => [file, [...texts]]));
  writeFileSync(process.env.PORTOLAN_ANSWERS!, JSON.stringify(answers));
});
