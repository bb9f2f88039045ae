import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countedEnds, createAfterAll } from './after-all.ts';
import type { HostEnd, Line, PortFact } from './finding.ts';
import { createPicture, fold } from './fold.ts';

const IP = '198.18.0.2';

function port(port: number, state: PortFact['state'], stage: string, ip = IP): PortFact {
  return { type: 'port', ip, proto: 'udp', port, state, reason: 'udp-response', stage, time: '' };
}

function ended(closed: number, filtered: number, openFiltered: number, ip = IP): HostEnd {
  return { type: 'host-end', ip, open: 0, closed, filtered, openFiltered, stage: 'udp', time: '' };
}

function sumOf(...lines: Line[]) {
  const book = createAfterAll();
  for (const line of lines) book.take(line);
  return book.sum();
}

test('a port that the scan told of was what it told, whoever came first', () => {
  const told = [port(67, 'open|filtered', 'udp'), port(3702, 'closed', 'udp'), port(69, 'filtered', 'udp')];
  const open = [port(67, 'open', 'services'), port(3702, 'open', 'identity'), port(69, 'open', 'elsewhere')];
  const sum = { open: 3, closed: 1, filtered: 1, openFiltered: 1, unseen: [] };
  assert.deepEqual(sumOf(...told, ...open, ended(1, 1, 1)), sum);
  assert.deepEqual(sumOf(...open, ...told, ended(1, 1, 1)), sum);
});

test('one of which nobody told was silent, as long as the host has silent ones; else it had refused', () => {
  const open = [67, 69, 1900].map((each) => port(each, 'open', 'services'));
  assert.deepEqual(sumOf(...open, ended(1000, 5, 2)), { open: 3, closed: 1, filtered: 0, openFiltered: 2, unseen: [] });
  assert.deepEqual(sumOf(...open, ended(0, 5, 0)), { open: 3, closed: 0, filtered: 3, openFiltered: 0, unseen: [] });
});

test('of a host that the scan has not seen nothing was counted; it is there after all', () => {
  const open = [67, 69].map((each) => port(each, 'open', 'elsewhere'));
  assert.deepEqual(sumOf(...open), { open: 2, closed: 0, filtered: 0, openFiltered: 0, unseen: [IP] });
});

test('what the scan finds open as well counts once, and TCP is none of it', () => {
  const tcp: PortFact = { ...port(67, 'open', 'services'), proto: 'tcp' };
  const none = { open: 0, closed: 0, filtered: 0, openFiltered: 0, unseen: [] };
  assert.deepEqual(sumOf(port(67, 'open', 'services'), port(67, 'open', 'udp'), tcp), none);
});

test('what is taken from the counts of a host is as much as is open after all, and never more than there was', () => {
  const count = fc.nat({ max: 20 });
  fc.assert(
    fc.property(count, count, count, (closed, filtered, openFiltered) => {
      const all = closed + filtered + openFiltered;
      const open = Array.from({ length: all }, (_, k) => port(k + 1, 'open', 'services'));
      assert.deepEqual(sumOf(...open, ended(closed, filtered, openFiltered)), {
        ...{ open: all, closed, filtered, openFiltered, unseen: [] },
      });
    }),
  );
});

test('what a stage counted of a host, with what was open after all: the same ports, each once', () => {
  const countsOf = (lines: readonly Line[]) => {
    const picture = createPicture();
    for (const line of lines) fold(picture, line);
    const [{ open, closed, filtered, openFiltered }] = countedEnds(picture.hosts.get(IP)!);
    return [open, closed, filtered, openFiltered];
  };
  const scanned = { ...ended(5, 1, 2), open: 1 };
  assert.deepEqual(countsOf([scanned, port(53, 'open', 'udp')]), [1, 5, 1, 2]);
  const more = [67, 69, 1900].map((each) => port(each, 'open', 'services'));
  assert.deepEqual(countsOf([scanned, port(53, 'open', 'udp'), ...more]), [4, 4, 1, 0]);
  assert.deepEqual(countsOf([{ ...scanned, stage: 'syn' }, ...more]), [1, 5, 1, 2]);
});
