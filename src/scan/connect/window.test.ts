import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  answered,
  type CongestionWindow,
  createWindow,
  hasRoom,
  missed,
  recover,
  START,
  shrink,
  silent,
  stretch,
} from './window.ts';

const RTO = 100;

/** One epoch with the window full: `loss` of the probes go missing. */
function epoch(window: CongestionWindow, start: number, loss: number): number {
  const probes = Math.max(200, Math.floor(window.size) * 4);
  for (let k = 0; k < probes; k++) {
    window.flying = Math.floor(window.size);
    const now = start + ((k + 1) / probes) * RTO;
    if (Math.floor((k + 1) * loss) > Math.floor(k * loss)) missed(window, now, RTO);
    else answered(window, now, RTO);
  }
  return start + RTO;
}

test('doubles at most once an epoch while all is answered, up to its limit', () => {
  const window = createWindow(1000, 0);
  let now = 0;
  const sizes = [START];
  for (let k = 0; k < 6; k++) {
    now = epoch(window, now, 0);
    sizes.push(Math.floor(window.size));
  }
  assert.deepEqual(sizes, [64, 128, 256, 512, 1000, 1000, 1000]);
});

test('does not grow while something else holds the scan back', () => {
  const window = createWindow(1000, 0);
  for (let k = 0; k < 10_000; k++) {
    window.flying = 5;
    answered(window, k, RTO);
  }
  assert.equal(window.size, START);
});

test('falls once when a queue ran over, to what got through, and grows slowly from there', () => {
  const window = createWindow(10_000, 0);
  let now = 0;
  for (let k = 0; k < 4; k++) now = epoch(window, now, 0);
  const before = window.size;
  now = epoch(window, now, 0.75);
  assert.ok(window.size <= before * 2 * 0.26 && window.size >= before * 0.2, `${before} -> ${window.size}`);
  const after = window.size;
  now = epoch(window, now, 0.75); // sent before the fall: must not make it fall again
  assert.equal(window.size, after);
  now = epoch(window, now, 0);
  assert.ok(window.tolerated < 0.01);
  now = epoch(window, now, 0);
  assert.ok(window.size > after && window.size < after * 1.3, `${after} -> ${window.size}`);
});

test('puts up with a loss that does not depend on its size', () => {
  const window = createWindow(4000, 0);
  let now = 0;
  for (let k = 0; k < 40; k++) now = epoch(window, now, 0.1);
  assert.ok(window.size > 1000, `size ${window.size}`);
});

test('one lost in a hundred is no reason to fall', () => {
  const window = createWindow(4000, 0);
  let now = 0;
  for (let k = 0; k < 10; k++) now = epoch(window, now, 0.01);
  assert.equal(window.size, 4000);
});

test('silence lets it grow, but not beyond its own limit', () => {
  const window = createWindow(100_000, 0);
  for (let k = 0; k < 200_000; k++) {
    window.flying = Math.floor(window.size);
    silent(window, k, 1000);
  }
  assert.equal(window.size, 8192);
});

test('a few losses before a long silence do not hold it down', () => {
  const window = createWindow(100_000, 0);
  for (let k = 0; k < 20; k++) {
    window.flying = window.size;
    if (k % 2) answered(window, k, RTO);
    else missed(window, k, RTO);
  }
  for (let k = 0; k < 100_000; k++) {
    window.flying = Math.floor(window.size);
    silent(window, 20 + k / 50, RTO);
  }
  assert.equal(window.size, 8192);
});

test('a full window that hears nothing doubles every 100 ms, up to 1024', () => {
  const window = createWindow(16_000, 0);
  const sizes: number[] = [];
  for (let now = 0; now <= 600; now += 10) {
    window.flying = window.size;
    stretch(window, now);
    if (now % 100 === 0) sizes.push(window.size);
  }
  assert.deepEqual(sizes, [64, 128, 256, 512, 1024, 1024, 1024]);
});

test('after an outage it is what it was at the last answer, and grows as before', () => {
  const window = createWindow(4000, 0);
  let now = 0;
  for (let k = 0; k < 4; k++) now = epoch(window, now, 0);
  const before = window.size;
  now = epoch(window, now, 1);
  assert.ok(window.size < before / 4, `${before} -> ${window.size}`);
  recover(window, now);
  assert.equal(window.size, before);
  now = epoch(window, now, 0);
  assert.ok(window.size > before * 1.8, `${before} -> ${window.size}`);
});

test('never closes', () => {
  const window = createWindow(100, 0);
  for (let k = 0; k < 20; k++) shrink(window);
  assert.ok(hasRoom(window));
  let now = 0;
  for (let k = 0; k < 20; k++) now = epoch(window, now, 1);
  window.flying = 0;
  assert.ok(hasRoom(window));
});
