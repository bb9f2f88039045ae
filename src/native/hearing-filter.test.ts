import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hex } from '../wire/hex.test-data.ts';
import { HEARD_MOST, hearingFilter } from './hearing-filter.ts';
import { reachable, runFilter } from './socket-filter.test-data.ts';

const MACS = '01005e0000fb 02005e005305';
const ALL = hearingFilter(false);
const CABLE = hearingFilter(true);
const OUTGOING = 4;

const ipv4 = (protocol: string, fragment: string, ports: string, options = ''): string =>
  `0800 4${(5 + options.length / 8).toString(16)}00002c 0001${fragment} ff${protocol}0000 c6120905 e00000fb ${options} ${ports} 00180000 ${'00'.repeat(16)}`;
const ipv6 = (next: string, payload: string): string =>
  `86dd 60000000 0020 ${next} ff fe800000000000000000000000000001 ff020000000000000000000000000001 ${payload} ${'00'.repeat(20)}`;

/** What is taken, and what is not. */
const FRAMES: readonly (readonly [what: string, frame: string, taken: boolean])[] = [
  ['ARP', `0806 ${'00'.repeat(28)}`, true],
  ['LLDP', `88cc ${'00'.repeat(40)}`, true],
  ['CDP', `0040 aaaa0300000c2000 ${'00'.repeat(40)}`, true],
  ['another of SNAP', `0040 aaaa0300000c2004 ${'00'.repeat(40)}`, false],
  ['a spanning tree', `0026 424203 ${'00'.repeat(40)}`, false],
  ['mDNS', ipv4('11', '0000', '14e9 14e9'), true],
  ['an answer to mDNS', ipv4('11', '0000', '14e9 c000'), true],
  ['a question from a high port', ipv4('11', '0000', 'c000 14e9'), true],
  ['mDNS behind options', ipv4('11', '0000', '14e9 14e9', '94040000'), true],
  ['a later fragment', ipv4('11', '0008', '14e9 14e9'), false],
  ['other UDP', ipv4('11', '0000', 'c000 0035'), false],
  ['TCP to that port', ipv4('06', '0000', '14e9 14e9'), false],
  ['a neighbour solicitation', ipv6('3a', '8700'), true],
  ['a packet that is too large', ipv6('3a', '0200'), false],
  ['a report to a group', ipv6('00', '3a00050200000100 8f00'), true],
  ['a router alert before something else', ipv6('00', '3a00050200000100 8000'), false],
  ['hop-by-hop before TCP', ipv6('00', '0600050200000100 8f00'), false],
  ['mDNS over IPv6', ipv6('11', '14e9 14e9'), true],
  ['other UDP over IPv6', ipv6('11', 'c000 0035'), false],
  ['TCP over IPv6', ipv6('06', '14e9 14e9'), false],
  ['anything else', `8863 ${'00'.repeat(40)}`, false],
];

for (const [what, frame, taken] of FRAMES) {
  test(`${what}: ${taken ? 'taken' : 'not taken'}`, () => {
    const bytes = hex(`${MACS} ${frame}`);
    assert.equal(runFilter(ALL, bytes), taken ? HEARD_MOST : 0);
    assert.equal(runFilter(ALL, bytes, OUTGOING), 0, 'what this machine sends');
    assert.equal(runFilter(CABLE, bytes), what === 'LLDP' ? HEARD_MOST : 0);
  });
}

test('a frame that is cut short is dropped', () => {
  for (const [, frame] of FRAMES) {
    const bytes = hex(`${MACS} ${frame}`);
    for (let length = 0; length < 14; length++) assert.equal(runFilter(ALL, bytes.subarray(0, length)), 0);
  }
});

test('each instruction can be reached', () => {
  assert.equal(reachable(ALL).size, ALL.length);
  assert.equal(reachable(CABLE).size, CABLE.length);
});
