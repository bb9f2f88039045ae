import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LOST as LOST_RESULT, OPEN, UNREACHABLE } from './events.test-data.ts';
import { createPingGraph, graphLines, LOST, sparkline, UNKNOWN } from './graph.ts';

test('scaled from the smallest to the largest, gaps for losses, dots for what may still come', () => {
  assert.equal(sparkline([1, 2, 3, 4, 5, 6, 7, 8]), '▁▂▃▄▅▆▇█');
  assert.equal(sparkline([1, LOST, 9, UNKNOWN, 1]), '▁ █·▁');
  assert.equal(sparkline([3, 3]), '▄▄');
  assert.equal(sparkline([LOST, LOST]), '  ');
  assert.equal(sparkline([]), '');
});

test('one character a probe, whatever the times', () => {
  const time = fc.oneof(fc.constant(LOST), fc.constant(UNKNOWN), fc.double({ min: 0, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(time, { maxLength: 300 }), (times) => {
      const line = sparkline(times);
      assert.match(line, /^[▁▂▃▄▅▆▇█ ·]*$/);
      assert.equal(line.length, times.length);
      assert.deepEqual(
        [...line].map((each) => each === ' '),
        times.map((each) => each === LOST),
      );
    }),
  );
});

const answer = (n: number, rttMs = n) => ({ ...OPEN, n, rttMs });

test('probes stand in their order, whatever the order of their results', () => {
  const graph = createPingGraph('host');
  for (const n of [1, 2, 4, 5]) graph.take(answer(n));
  assert.equal(graph.line(60, 6), 'host   ▁▃·▇█ 1.000..5.000 ms  0 lost');
  graph.take({ ...LOST_RESULT, n: 3 });
  assert.equal(graph.line(60, 4), 'host ▁▃ ▇█ 1.000..5.000 ms  1 lost');
  assert.deepEqual([graph.probes, graph.lost], [5, 1]);
});

test('an error from a router is a gap', () => {
  const graph = createPingGraph('host');
  graph.take({ ...UNREACHABLE, n: 1 });
  assert.equal(graph.line(60, 4), 'host   no answer  1 lost');
});

test('the newest probes, as many as there is room for', () => {
  const graph = createPingGraph('host');
  for (let n = 1; n <= 2000; n++) graph.take(answer(n, n % 2 === 0 ? 1 : 2));
  assert.match(graph.line(60, 4), /^host [▁█]{20,30} 1\.000\.\.2\.000 ms {2}0 lost$/);
  graph.take({ ...LOST_RESULT, n: 1 }); // long gone from the graph
  assert.match(graph.line(60, 4), /^host [▁█]+ .* 1 lost$/);
  graph.take(answer(5000)); // nothing known of those between
  assert.match(graph.line(60, 4), /^host ·+▄ 5000\.000\.\.5000\.000 ms {2}1 lost$/);
});

test('never wider than the screen, however narrow', () => {
  const graph = createPingGraph('a.very.long.name.of.a.host.somewhere.example:443');
  for (let n = 1; n <= 700; n++) graph.take(answer(n, 12_345.678 + n));
  for (let columns = 0; columns < 200; columns++) {
    assert.ok(graph.line(columns, 30).length <= columns);
    assert.ok(graphLines([graph, graph], columns, 1).length <= columns);
  }
  assert.equal(graph.label, 'a.very.long.name.of.a.host.so…');
});

test('more targets than lines: one line about all', () => {
  const graphs = ['a', 'bcd', 'e'].map((label) => createPingGraph(label));
  graphs[0].take(answer(1));
  graphs[1].take({ ...LOST_RESULT, n: 1 });
  assert.equal(
    graphLines(graphs, 80, 3),
    ['a   ▄ 1.000..1.000 ms  0 lost', 'bcd   no answer  1 lost', 'e    no answer  0 lost'].join('\n'),
  );
  assert.equal(graphLines(graphs, 80, 2), '3 targets: 1 answer to 2 probes, 1 lost');
});
