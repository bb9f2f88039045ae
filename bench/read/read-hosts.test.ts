import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nmapSystems, upInLines, upInNmap, upInPortolan } from './read-hosts.ts';

test('portolan: hosts that are up', () => {
  const lines = [
    { type: 'host', ip: '198.18.41.9', state: 'up' },
    { type: 'host', ip: '198.18.41.10', state: 'down' },
    { type: 'port', ip: '198.18.41.11', state: 'open' },
  ];
  assert.deepEqual([...upInPortolan(lines.map((line) => JSON.stringify(line)).join('\n'))], ['198.18.41.9']);
});

const XML = `<host><status state="up" reason="arp-response"/><address addr="198.18.41.9" addrtype="ipv4"/>
<os><osmatch name="x"><osclass type="general purpose" vendor="Linux" osfamily="Linux" osgen="5.X" accuracy="96"/></osmatch></os></host>
<host><status state="down" reason="no-response"/><address addr="198.18.41.10" addrtype="ipv4"/></host>
<host starttime="1"><status state="up" reason="localhost-response"/><address addr="198.18.41.1" addrtype="ipv4"/></host>`;

test('nmap: hosts that are up, and its best guess at each', () => {
  assert.deepEqual([...upInNmap(XML)], ['198.18.41.9', '198.18.41.1']);
  assert.deepEqual(
    [...nmapSystems(XML)],
    [['198.18.41.9', { family: 'Linux', accuracy: 0.96, type: 'general purpose' }]],
  );
});

test('arp-scan and fping: addresses at the begin of lines', () => {
  const text =
    'Interface: lan0, type: EN10MB\nStarting arp-scan 1.10.0\n198.18.41.9\tac:1f:6b:12:29:09\tSuper Micro\n198.18.41.12\n';
  assert.deepEqual([...upInLines(text)], ['198.18.41.9', '198.18.41.12']);
});
