import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { readMasscan, readNmap, readPortolan } from './read-output.ts';

test('read-output: portolan gives its open ports and what stayed silent', () => {
  const text = [
    '{"v":1,"type":"host","ip":"198.19.0.1","state":"up","reason":"rst","rttMs":0.5}',
    '{"v":1,"type":"port","ip":"198.19.0.1","proto":"tcp","port":22,"state":"open","reason":"syn-ack"}',
    '{"v":1,"type":"port","ip":"198.19.0.1","proto":"tcp","port":23,"state":"closed","reason":"rst"}',
    '{"v":1,"type":"port","ip":"198.19.0.2","proto":"tcp","port":80,"state":"open","reason":"syn-ack"}',
    '{"v":1,"type":"end","silent":7,"interrupted":false}',
    '',
  ];
  const account = readPortolan(text.join('\n'));
  assert.deepEqual(
    [...account.open],
    [
      ['198.19.0.1', new Set([22])],
      ['198.19.0.2', new Set([80])],
    ],
  );
  assert.equal(account.silent, 7);
  assert.equal(account.failure, null);
});

test('read-output: a portolan run that was cut short is not a whole run', () => {
  assert.equal(readPortolan('').failure, 'no end line');
  assert.equal(readPortolan('{"type":"end","silent":0,"interrupted":true}').failure, 'interrupted');
  assert.match(readPortolan('{"type":"po').failure ?? '', /not a line of JSON/);
});

const NMAP = `<?xml version="1.0" encoding="UTF-8"?>
<nmaprun scanner="nmap" args="nmap -sS -p- -T4 -Pn -n -oX - 198.19.0.1-2">
<host starttime="1" endtime="2"><status state="up" reason="user-set" reason_ttl="0"/>
<address addr="198.19.0.1" addrtype="ipv4"/>
<address addr="02:00:C6:13:00:01" addrtype="mac"/>
<ports><extraports state="closed" count="65500">
<extrareasons reason="reset" count="65500" proto="tcp" ports="1-65500"/>
</extraports>
<extraports state="filtered" count="30">
<extrareasons reason="no-response" count="28" proto="tcp" ports="65501-65528"/>
<extrareasons reason="admin-prohibited" count="2" proto="tcp" ports="65529-65530"/>
</extraports>
<port protocol="tcp" portid="3172"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="x" method="table" conf="3"/></port>
<port protocol="tcp" portid="39864"><state state="filtered" reason="no-response" reason_ttl="0"/></port>
</ports>
<times srtt="5" rttvar="0" to="100000"/>
</host>
<host starttime="1" endtime="2"><status state="up" reason="user-set" reason_ttl="0"/>
<address addr="198.19.0.2" addrtype="ipv4"/>
<ports><port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="64"/></port>
</ports>
</host>
<runstats><finished time="2" elapsed="10.69" exit="success"/><hosts up="2" down="0" total="2"/>
</runstats>
</nmaprun>
`;

test('read-output: nmap gives open ports of each host, and counts only the silent ones as silent', () => {
  const account = readNmap(NMAP);
  assert.deepEqual(
    [...account.open],
    [
      ['198.19.0.1', new Set([3172])],
      ['198.19.0.2', new Set([80])],
    ],
  );
  assert.equal(account.silent, 29);
  assert.equal(account.failure, null);
});

test('read-output: nmap that was killed has no end', () => {
  assert.match(readNmap(NMAP.slice(0, NMAP.indexOf('<runstats>'))).failure ?? '', /no end/);
});

test('read-output: masscan lists', () => {
  const account = readMasscan(
    '#masscan\nopen tcp 80 198.19.0.1 1700000000\nopen udp 53 198.19.0.1 1700000000\nopen tcp 81 198.19.0.1 1700000000\n# end\n',
  );
  assert.deepEqual([...account.open], [['198.19.0.1', new Set([80, 81])]]);
  assert.equal(account.silent, null);
});

test('read-output: what is no address or no port is left out', () => {
  assert.equal(readMasscan('open tcp 65536 198.19.0.1 1\nopen tcp 80 example 1\nopen tcp x 198.19.0.1 1').open.size, 0);
});

test('read-output: any text whatever is read without an exception', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(NMAP.length), (noise, at) => {
      readPortolan(noise);
      readMasscan(`open tcp ${noise}`);
      readNmap(NMAP.slice(0, at) + noise + NMAP.slice(at));
    }),
  );
});
