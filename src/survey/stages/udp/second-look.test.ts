import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostEnd, PortFact } from '../../../finding/finding.ts';
import { createSecondLook } from './second-look.ts';

const IP = '198.18.0.3';

function told(port: number, state: PortFact['state']): PortFact {
  return { type: 'port', ip: IP, proto: 'udp', port, state, reason: 'no-response', stage: 'udp', time: '' };
}

function ended(closed: number, openFiltered: number): HostEnd {
  return { type: 'host-end', ip: IP, open: 0, closed, filtered: 0, openFiltered, stage: 'udp', time: '' };
}

test('where a host refuses, its few silent ports are asked once more', () => {
  const look = createSecondLook([[5000, 5400]]);
  look.port(told(5300, 'open|filtered'));
  look.port(told(5301, 'open'));
  look.port(told(5302, 'closed'));
  assert.deepEqual(look.end(ended(399, 1)), [{ ip: IP, proto: 'udp', port: 5300, isSilent: true }]);
  assert.deepEqual(look.end(ended(399, 1)), [], 'once');
});

test('ports that there are other words for are asked of everybody who is there, unless they answered', () => {
  const look = createSecondLook([[161, 161]], [161]);
  assert.deepEqual(look.end(ended(0, 1)), [{ ip: IP, proto: 'udp', port: 161, isSilent: true, onlyUnasked: true }]);
  look.port(told(161, 'open'));
  assert.deepEqual(look.end(ended(0, 0)), []);
});

test('silence of a host that refuses nothing, and of many ports, is left alone', () => {
  const look = createSecondLook([[5000, 5400]]);
  look.port(told(5300, 'open|filtered'));
  assert.deepEqual(look.end(ended(0, 1)), []);
  look.port(told(5300, 'open|filtered'));
  assert.deepEqual(look.end(ended(6, 395)), []);
});

test('whose answers the scan cannot hear is asked as soon as the host has shown itself, and once', () => {
  const look = createSecondLook([[60, 200]], [161]);
  const unheard = [67, 69].map((port) => ({ ip: IP, proto: 'udp', port, isSilent: true, onlyUnasked: true }));
  assert.deepEqual(look.there(IP), unheard);
  assert.deepEqual(look.there(IP), []);
  look.port(told(69, 'open|filtered'));
  assert.deepEqual(
    look.end(ended(0, 141)),
    [{ ...unheard[0], port: 161 }],
    'a password only where nothing else was understood',
  );
  assert.deepEqual(
    look.end(ended(0, 141)),
    [...unheard, { ...unheard[0], port: 161 }],
    'who has not shown himself before',
  );
});
