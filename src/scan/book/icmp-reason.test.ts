import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TIME_EXCEEDED, TYPE, UNREACHABLE } from '../../wire/icmp-codes.ts';
import { icmpReason } from './icmp-reason.ts';

const unreachable = (code: number) => icmpReason((TYPE.destinationUnreachable << 8) | code);

test('every ICMP error has a reason that findings know', () => {
  assert.equal(unreachable(UNREACHABLE.port), 'icmp-port-unreachable');
  assert.equal(unreachable(UNREACHABLE.adminProhibited), 'icmp-admin-prohibited');
  assert.equal(unreachable(UNREACHABLE.hostUnknown), 'icmp-unreachable');
  assert.equal(unreachable(99), 'icmp-unreachable');
  assert.equal(icmpReason((TYPE.timeExceeded << 8) | TIME_EXCEEDED.inTransit), 'icmp-time-exceeded');
  assert.equal(icmpReason((TYPE.timeExceeded << 8) | TIME_EXCEEDED.reassembly), 'icmp-time-exceeded');
});
