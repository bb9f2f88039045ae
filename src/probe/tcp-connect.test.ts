import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import * as tcpConnect from './tcp-connect.ts';

const { errno } = constants;

test('every end of a connect has its verdict', () => {
  const cases: [error: number, icmp: number, looped: boolean, verdict: number][] = [
    [0, -1, false, tcpConnect.OPEN],
    [0, -1, true, tcpConnect.CLOSED],
    [errno.ECONNREFUSED, -1, false, tcpConnect.CLOSED],
    [errno.ECONNREFUSED, 0x0303, false, tcpConnect.FILTERED],
    [errno.ECONNRESET, -1, false, tcpConnect.OPEN],
    [errno.EHOSTUNREACH, -1, false, tcpConnect.FILTERED],
    [errno.ENETUNREACH, -1, false, tcpConnect.FILTERED],
    [errno.EACCES, -1, false, tcpConnect.FILTERED],
    [errno.EPERM, -1, false, tcpConnect.FILTERED],
    [errno.ETIMEDOUT, -1, false, tcpConnect.SILENT],
    [errno.EMFILE, -1, false, tcpConnect.OWN_FAULT],
    [errno.EADDRNOTAVAIL, -1, false, tcpConnect.OWN_FAULT],
    [errno.EADDRINUSE, -1, false, tcpConnect.OWN_FAULT],
    [errno.ENOBUFS, -1, false, tcpConnect.OWN_FAULT],
    [-5, -1, false, tcpConnect.FILTERED],
    [100_000, -1, false, tcpConnect.FILTERED],
  ];
  for (const [error, icmp, looped, verdict] of cases) {
    assert.equal(tcpConnect.read(error, icmp, looped), verdict, `error ${error}, icmp ${icmp}, looped ${looped}`);
  }
});

test('a connect that did not even begin says nothing about the target, but where the target is this machine', () => {
  const cases: [error: number, verdict: number][] = [
    ...(['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EACCES', 'EPERM', 'EINVAL', 'ENODEV'] as const).map(
      (name): [number, number] => [errno[name], tcpConnect.NO_WAY],
    ),
    ...(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM', 'EAGAIN', 'EADDRNOTAVAIL', 'EADDRINUSE'] as const).map(
      (name): [number, number] => [errno[name], tcpConnect.OWN_FAULT],
    ),
    [errno.ECONNREFUSED, tcpConnect.CLOSED],
    [100_000, tcpConnect.NO_WAY],
  ];
  for (const [error, verdict] of cases) assert.equal(tcpConnect.readRefusal(error), verdict, `error ${error}`);
});

test('an errno alone gives the nearest ICMP error', () => {
  assert.equal(tcpConnect.nearestIcmp(errno.EHOSTUNREACH), 0x0301);
  assert.equal(tcpConnect.nearestIcmp(errno.ENETUNREACH), 0x0300);
  assert.equal(tcpConnect.nearestIcmp(errno.ENOPROTOOPT), 0x0302);
  assert.equal(tcpConnect.nearestIcmp(errno.EPERM), 0x030d);
  assert.equal(tcpConnect.nearestIcmp(errno.EIO), 0x03ff);
  assert.equal(tcpConnect.nearestIcmp(1e6), 0x03ff);
});
