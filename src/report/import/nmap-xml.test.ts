import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Line } from '../../finding/finding.ts';
import { createPicture, fold } from '../../finding/fold.ts';
import { diff } from '../../inventory/diff/diff.ts';
import { FINDINGS, linesOf } from '../findings.test-data.ts';
import { loadXml } from '../formats/xml.ts';
import { surveyLine } from '../json-lines.ts';
import { violations } from '../lines.test-data.ts';
import { readNmapXml } from './nmap-xml.ts';

const NOW = '2026-11-27T03:12:12.042Z';

async function* piecesOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string, size = 7): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of readNmapXml(piecesOf(text, size), NOW)) lines.push(line);
  assert.deepEqual(
    lines.flatMap((line) => violations(JSON.parse(surveyLine(line)))),
    [],
  );
  return lines;
}

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sSU -p 22,53 --exclude 198.18.0.9 -oX - 198.18.0.0/24" start="1700000000" version="7.93" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="1" services="22"/>
<scaninfo type="udp" protocol="udp" numservices="1" services="53"/>
<verbose level="0"/><debugging level="0"/>
<hosthint><status state="up" reason="arp-response" reason_ttl="0"/><address addr="198.18.0.3" addrtype="ipv4"/></hosthint>`;
const HOST = `<host starttime="1700000001" endtime="1700000002"><status state="up" reason="arp-response" reason_ttl="0"/>
<address addr="198.18.0.3" addrtype="ipv4"/><address addr="02:AB:00:00:00:03" addrtype="mac" vendor="Maker &amp; Co"/>
<hostnames><hostname name="files.example" type="user"/><hostname name="f.example" type="PTR"/></hostnames>
<ports><extraports state="closed" count="998"><extrareasons reason="reset" count="998" proto="tcp" ports="1-21"/></extraports>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="ssh" product="OpenSSH" version="9.2p1" extrainfo="protocol 2.0" ostype="Linux" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe></service><script id="banner" output="x"><elem>y</elem></script></port>
<port protocol="udp" portid="53"><state state="open|filtered" reason="no-response" reason_ttl="0"/><service name="domain" method="table" conf="3"/></port></ports>
<os><osmatch name="Linux 5.0 - 5.4" accuracy="95" line="1"><osclass type="general purpose" vendor="Linux" osfamily="Linux" osgen="5.X" accuracy="95"/></osmatch>
<osmatch name="OpenBSD 7" accuracy="87" line="2"><osclass type="general purpose" vendor="OpenBSD" osfamily="OpenBSD" accuracy="87"/></osmatch></os>
<distance value="2"/><trace port="22" proto="tcp"><hop ttl="1" ipaddr="198.18.9.1" rtt="0.40"/><hop ttl="2" ipaddr="198.18.0.3" rtt="0.80"/></trace>
<times srtt="213" rttvar="100" to="100000"/></host>`;
const TAIL = `<runstats><finished time="1700000005" elapsed="4.50" exit="success"/><hosts up="1" down="255" total="256"/></runstats></nmaprun>`;

test('all that nmap says of a host becomes facts, each with where it is from', async () => {
  const down =
    '<host><status state="down" reason="no-response" reason_ttl="0"/><address addr="198.18.0.4" addrtype="ipv4"/></host>';
  const lines = await read(HEAD + HOST + down + TAIL);
  assert.deepEqual(
    lines.map(({ type }) => type),
    ['start', 'host', 'port', 'service', 'port', 'host-end', 'host-end', 'identity', 'path', 'notice', 'end'],
  );
  const [start, host, port, service, silent, tcp, udp, identity, path, , end] = lines;
  assert.partialDeepStrictEqual(start, {
    ...{
      version: 'nmap 7.93',
      targets: ['198.18.0.0-198.18.0.8', '198.18.0.10-198.18.0.255'],
      stages: ['import'],
      time: '2023-11-14T22:13:20.000Z',
    },
    ports: [
      { proto: 'tcp', count: 1, list: '22' },
      { proto: 'udp', count: 1, list: '53' },
    ],
  });
  assert.deepEqual(host, {
    ...{
      type: 'host',
      ip: '198.18.0.3',
      state: 'up',
      reason: 'arp-reply',
      mac: '02:ab:00:00:00:03',
      vendor: 'Maker & Co',
    },
    ...{ rttMs: 0.213, hops: 1, stage: 'import', time: '2023-11-14T22:13:22.000Z' },
    names: [
      { name: 'files.example', source: 'target' },
      { name: 'f.example', source: 'reverse-dns' },
    ],
  });
  assert.partialDeepStrictEqual(port, {
    proto: 'tcp',
    port: 22,
    state: 'open',
    reason: 'syn-ack',
    ttl: 64,
    probe: 'syn',
  });
  assert.partialDeepStrictEqual(service, {
    ...{ service: 'ssh', product: 'OpenSSH', version: '9.2p1', tls: false, cpe: ['cpe:/a:openbsd:openssh:9.2p1'] },
    ...{ confidence: 1, evidence: [{ source: 'answer', text: 'nmap 7.93 ssh OpenSSH 9.2p1' }], stage: 'import' },
  });
  assert.partialDeepStrictEqual(silent, { proto: 'udp', port: 53, state: 'open|filtered', reason: 'no-response' });
  assert.partialDeepStrictEqual(tcp, { stage: 'import-tcp', open: 1, closed: 998, filtered: 0 });
  assert.partialDeepStrictEqual(udp, { stage: 'import-udp', open: 0, openFiltered: 1 });
  assert.partialDeepStrictEqual(identity, {
    os: { family: 'linux', confidence: 0.95, others: [{ family: 'openbsd', confidence: 0.87 }] },
  });
  assert.partialDeepStrictEqual(path, { method: 'tcp', reached: true });
  assert.partialDeepStrictEqual(end, {
    ...{ hostsAsked: 256, hostsUp: 1, openPorts: 1, closedPorts: 998, probes: 1000, answered: 999, silent: 1 },
    ...{ interrupted: false, elapsedMs: 4500, probe: 'several' },
  });
});

test('our own file says again what was found', async () => {
  let text = '';
  const report = (await loadXml()).open((more) => {
    text += more;
  }, {});
  for (const line of linesOf(FINDINGS)) report.take(line);
  report.end();
  const facts = (lines: readonly Line[]) =>
    lines
      .flatMap((line) => (line.type === 'port' ? [`${line.ip} ${line.port} ${line.state} ${line.reason}`] : []))
      .sort();
  assert.deepEqual(facts(await read(text, 100_000)), facts(linesOf(FINDINGS)));
});

test('a file that ends early has what came before, as an interrupted survey', async () => {
  const lines = await read(`${HEAD}${HOST}<host><status state="up"`);
  assert.equal(lines.filter(({ type }) => type === 'port').length, 2);
  assert.partialDeepStrictEqual(lines.at(-1), { type: 'end', interrupted: true, hostsUp: 1 });
});

test('what is no file of nmap, or would fill memory, is an error that says where', async () => {
  const laughs = '<!DOCTYPE nmaprun [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><nmaprun args="&b;"/>';
  const cases: [string, RegExp][] = [
    ['<html></html>', /no XML of nmap/],
    ['{"v":1}', /no whole XML: line 1/],
    ['', /no XML of nmap/],
    [laughs, /no whole XML: .*undefined entity/],
    ['<!DOCTYPE nmaprun [<!ENTITY x SYSTEM "file:///etc/passwd">]><nmaprun args="&x;"/>', /undefined entity/],
    [`${HEAD}${'<a>'.repeat(100)}`, /deeper than 64/],
    [`<nmaprun args="${'a'.repeat(5_000_000)}"/>`, /larger than 4194304/],
    [`<nmaprun>${' '.repeat(5_000_000)}</nmaprun>`, /larger than 4194304/],
    [`${HEAD}<host>\x00</host>`, /no whole XML/],
  ];
  for (const [text, message] of cases) await assert.rejects(read(text, 65_536), { code: 'E_IMPORT', message });
});

test('whatever stands in its attributes, the lines are of the vocabulary', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom(
      '',
      '-1',
      '1e9',
      '99999999999',
      '0x1',
      'NaN',
      '256',
      '65536',
      'x'.repeat(5000),
      '::1',
      '198.18.0.3.4',
    ),
  );
  const quoted = value.map((text) =>
    text.replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '').replace(/[<&"]/g, (c) => `&#${c.charCodeAt(0)};`),
  );
  const property = fc.asyncProperty(
    fc.array(quoted, { minLength: 40, maxLength: 40 }),
    fc.nat(),
    async (values, from) => {
      let at = 0;
      // Some attributes of the sample are replaced, but for those that make it a host.
      const text = (HEAD + HOST + TAIL).replace(/(?<!addrtype|state|version|encoding)="[^"]*"/g, (all) =>
        (at++ + from) % 3 === 0 ? `="${values[at % 40]}"` : all,
      );
      const lines = await read(text, 4096);
      assert.equal(lines.at(-1)?.type, 'end');
    },
  );
  await fc.assert(property, { numRuns: 100 });
});

/** As nmap 7.93 writes it: one host, of whose first 50 ports these are open. */
function fileOf(targets: string, ports: readonly number[]): string {
  const told = ports.map(
    (port) => `<port protocol="tcp" portid="${port}"><state state="open" reason="syn-ack" reason_ttl="64"/></port>`,
  );
  return `<nmaprun scanner="nmap" args="nmap -sS -p 1-50 ${targets}" start="1700000000" version="7.93">
<scaninfo type="syn" protocol="tcp" numservices="50" services="1-50"/>
<host starttime="1700000000" endtime="1700000001"><status state="up" reason="arp-response" reason_ttl="0"/>
<address addr="198.18.0.10" addrtype="ipv4"/>
<ports><extraports state="closed" count="${50 - ports.length}"><extrareasons reason="reset" count="${50 - ports.length}"/></extraports>
${told.join('')}</ports></host>
<runstats><finished time="1700000002" elapsed="2" exit="success"/><hosts up="1" down="0" total="1"/></runstats></nmaprun>`;
}

test('two files are compared, however their targets were named', async () => {
  for (const targets of ['198.18.0.10', '198.18.0.10-11', '198.18.0.*', 'host.example', '-iL list.txt']) {
    const [before, after] = [createPicture(), createPicture()];
    for (const line of await read(fileOf(targets, [22]))) fold(before, line);
    for (const line of await read(fileOf(targets, [22, 33]))) fold(after, line);
    assert.deepEqual(
      diff(before, after).changes.map(({ change, port }) => `${change} ${port}`),
      ['port-opened 33'],
      targets,
    );
  }
});
