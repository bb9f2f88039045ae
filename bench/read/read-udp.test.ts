import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nmapProgress, readNmapUdp, readPortolanUdp } from './read-udp.ts';

test('portolan: ports told open by the scan or afterwards, and what they are for', () => {
  const lines = [
    { type: 'port', ip: '198.18.9.2', proto: 'udp', port: 53, state: 'open', stage: 'udp' },
    { type: 'port', ip: '198.18.9.2', proto: 'udp', port: 69, state: 'open|filtered', stage: 'udp' },
    { type: 'port', ip: '198.18.9.2', proto: 'udp', port: 514, state: 'open|filtered', stage: 'udp' },
    { type: 'port', ip: '198.18.9.2', proto: 'udp', port: 69, state: 'open', stage: 'services' },
    { type: 'service', ip: '198.18.9.2', proto: 'udp', port: 69, service: 'tftp' },
    { type: 'end' },
  ];
  const { open, services } = readPortolanUdp(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  assert.deepEqual([...open], ['198.18.9.2:53', '198.18.9.2:69']);
  assert.deepEqual([...services], [['198.18.9.2:69', 'tftp']]);
});

test('nmap: what is open, and what it was told it is for', () => {
  const text = `<host starttime="1"><address addr="198.18.9.2" addrtype="ipv4"/><ports>
<port protocol="udp" portid="53"><state state="open" reason="udp-response"/><service name="domain" method="probed" conf="10"/></port>
<port protocol="udp" portid="67"><state state="open|filtered" reason="no-response"/><service name="dhcps" method="table"/></port>
<port protocol="udp" portid="88"><state state="open" reason="udp-response"/><service name="kerberos-sec" method="table"/></port>
</ports></host>`;
  const { open, services } = readNmapUdp(text);
  assert.deepEqual([...open], ['198.18.9.2:53', '198.18.9.2:88']);
  assert.deepEqual([...services], [['198.18.9.2:53', 'domain']]);
});

test('nmap: how far it is, by its last word on that', () => {
  const text = `Stats: 0:00:05 elapsed; 0 hosts completed (1 up), 1 undergoing UDP Scan
UDP Scan Timing: About 0.02% done
Stats: 0:01:40 elapsed; 0 hosts completed (1 up), 1 undergoing UDP Scan
UDP Scan Timing: About 0.25% done; ETC: 01:00 (11:00:00 remaining)
`;
  assert.deepEqual(nmapProgress(text), { seconds: 100, done: 0.25, total: 40_000 });
  assert.equal(nmapProgress('Starting Nmap\n'), null);
});
