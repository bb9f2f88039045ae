// Whether what was handed over has left.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSelfTest, framesSent, TEST_FRAMES } from './self-test.ts';

const TABLE = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     100       2    0    0    0     0          0         0      100       2    0    0    0     0       0          0
  eth0: 2720354   68009    0    0    0     0          0         0  3672666   68013    0    0    0     0       0          0
 eth10: 2720354   68009    0    0    0     0          0         0  3672666      11    0    0    0     0       0          0
`;

test('frames sent, of the interfaces named', () => {
  assert.equal(framesSent(['eth0'], TABLE), 68_013);
  assert.equal(framesSent(['eth0', 'eth10'], TABLE), 68_024);
  assert.equal(framesSent(['eth1'], TABLE), 0);
  assert.equal(framesSent(['eth0'], ''), 0);
});

test('true once the counters show them, or the answers; an error where neither does in time', () => {
  let counter = 1000;
  const begin = () => createSelfTest(['eth0'], () => counter, 400_000);
  const first = begin();
  assert.equal(first(TEST_FRAMES - 1, false, TEST_FRAMES, 0), false, 'too early to tell');
  assert.equal(first(TEST_FRAMES, false, 0, 0), false);
  counter += TEST_FRAMES;
  assert.equal(first(TEST_FRAMES, false, 0, 1), true);
  const second = begin();
  assert.equal(second(TEST_FRAMES, false, TEST_FRAMES, 0), true, 'they were answered');
  const third = begin();
  assert.equal(third(10, true, 0, 0), false);
  counter += 10;
  assert.equal(third(10, true, 0, 1), true, 'a scan of few probes');
  const fourth = begin();
  assert.equal(fourth(TEST_FRAMES, false, 0, 5_000_000), false);
  assert.throws(() => fourth(TEST_FRAMES, false, 3, 6_000_000), {
    code: 'E_XDP_SILENT',
    message: /of 256 frames handed to eth0 only 0 left/,
  });
});
