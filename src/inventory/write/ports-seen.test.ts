import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PortFact } from '../../finding/finding.ts';
import { joinPorts } from '../../finding/join.ts';
import { createPortsSeen, highWordOf, lowWordOf, placeOf } from './ports-seen.ts';

/** As they come: an answer is open or closed, a refusal or silence filtered. */
const outcome = fc.constantFrom(
  { state: 'open', reason: 'syn-ack' },
  { state: 'closed', reason: 'rst' },
  { state: 'filtered', reason: 'icmp-admin-prohibited' },
  { state: 'filtered', reason: 'no-response' },
);
const fact = fc
  .record({
    proto: fc.constantFrom('tcp', 'udp'),
    port: fc.constantFrom(0, 1, 443, 65_535),
    outcome,
    time: fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 43 - 1 })),
  })
  .map(({ outcome: said, time, ...port }) => {
    const text = new Date(time).toISOString();
    return { type: 'port', ip: '198.18.0.7', stage: 'syn', ...port, ...said, time: text } as PortFact;
  });

test('of each port that counts which counts in joined facts, in the order of protocol and number', () => {
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 60 }), (facts) => {
      const seen = createPortsSeen();
      const joined = new Map<number, PortFact>();
      for (const each of facts) {
        const time = Date.parse(each.time);
        seen.take(lowWordOf(each, time), highWordOf(each, time));
        const place = placeOf(each.proto, each.port);
        const before = joined.get(place);
        joined.set(place, before === undefined ? each : joinPorts(before, each));
      }
      const wanted = [...joined].sort(([one], [other]) => one - other);
      assert.deepEqual(
        [...seen.joined()],
        wanted.map(([place, { proto, port, state, time }]) => ({ place, proto, port, state, time: Date.parse(time) })),
      );
    }),
  );
});
