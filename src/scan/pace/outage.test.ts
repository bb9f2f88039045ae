import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutageWatch, type Signs } from './outage.ts';

const QUIET: Signs = { now: 0, heard: 5, asked: 100, rtt: 1, silentCanaries: 0, canAsk: true };

/** Somebody was heard at 1000 ms, and probes were sent since. */
function world() {
  const watch = createOutageWatch();
  watch.look({ ...QUIET, now: 1000 });
  return watch;
}

test('silence is suspicious after a while, an outage where canaries are silent too, and over with any answer', () => {
  const watch = world();
  watch.look({ ...QUIET, asked: 200, now: 1040 });
  assert.equal(watch.state, 'fine');
  watch.look({ ...QUIET, asked: 200, now: 1060 });
  assert.equal(watch.state, 'suspected');
  watch.look({ ...QUIET, asked: 200, now: 1150, silentCanaries: 4 });
  assert.equal(watch.state, 'suspected');
  watch.look({ ...QUIET, asked: 200, now: 1160, silentCanaries: 5 });
  assert.equal(watch.state, 'out');
  assert.equal(watch.heardAt, 1000);
  assert.equal(watch.look({ ...QUIET, asked: 200, now: 1500, heard: 6 }), true);
  assert.equal(watch.state, 'fine');
});

test('a canary that answers is the end of suspicion', () => {
  const watch = world();
  watch.look({ ...QUIET, asked: 200, now: 1100 });
  assert.equal(watch.look({ ...QUIET, asked: 200, now: 1110, heard: 6 }), false);
  assert.equal(watch.state, 'fine');
});

test('nothing was asked, or nobody can be: no suspicion', () => {
  for (const signs of [{ asked: 100 }, { asked: 200, canAsk: false }]) {
    const watch = world();
    watch.look({ ...QUIET, ...signs, now: 5000 });
    assert.equal(watch.state, 'fine');
  }
});

test('answers that take long are waited for', () => {
  const watch = world();
  watch.look({ ...QUIET, asked: 200, now: 1500, rtt: 300 });
  assert.equal(watch.state, 'fine');
  watch.look({ ...QUIET, asked: 200, now: 1601, rtt: 300 });
  assert.equal(watch.state, 'suspected');
});

test('ten seconds, or twenty times: the way is lost', () => {
  const watch = world();
  watch.look({ ...QUIET, asked: 200, now: 1100 });
  watch.look({ ...QUIET, asked: 200, now: 1200, silentCanaries: 5 });
  watch.look({ ...QUIET, asked: 200, now: 10_900, silentCanaries: 900 });
  assert.equal(watch.state, 'out');
  watch.look({ ...QUIET, asked: 200, now: 11_001, silentCanaries: 900 });
  assert.equal(watch.state, 'lost');

  const flapping = createOutageWatch();
  let [now, heard, asked] = [0, 0, 0];
  for (let outages = 0; outages < 20; outages++) {
    assert.notEqual(flapping.state, 'lost');
    flapping.look({ ...QUIET, now, heard: ++heard, asked });
    flapping.look({ ...QUIET, now: now + 100, heard, asked: ++asked });
    flapping.look({ ...QUIET, now: now + 200, heard, asked, silentCanaries: 5 });
    now += 300;
  }
  flapping.look({ ...QUIET, now, heard: ++heard, asked });
  assert.equal(flapping.state, 'lost');
});
