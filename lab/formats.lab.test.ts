// Reports beside those of the tools whose formats they are, and in the hands of what reads them.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as plainTest } from 'node:test';
import { FORMATS } from '../src/report/formats/formats.ts';
import { surveySaying } from '../src/report/formats/survey.test-data.ts';
import { available } from './available.ts';
import { buildLab, type Lab } from './network/build.ts';
import { runInside } from './network/namespaces.ts';
import { scenario } from './network/scenarios.ts';
import { run } from './process.ts';
import { PRODUCT } from './runs/product.ts';

const { missing } = await available();
/** Five hosts, and one that is not there. */
const TARGETS = '198.18.0.10-15';
const DTD = '/usr/share/nmap/nmap.dtd';
const STYLESHEET = '/usr/share/nmap/nmap.xsl';

/** Names and ports as another reader has them. */
const LIBNMAP = `
import sys
from libnmap.parser import NmapParser
report = NmapParser.parse_fromfile(sys.argv[1])
for host in report.hosts:
    for port, proto in sorted(host.get_open_ports()):
        print(host.address, host.status, port, proto)
`;

/** Tags, their attributes, and what stands outside of them, as a parser of Python's has an HTML page. */
const HTML_PARSER = `
import sys, html.parser
class Page(html.parser.HTMLParser):
    def handle_starttag(self, tag, attributes):
        print(tag, *sorted(name for name, value in attributes))
page = Page()
page.feed(open(sys.argv[1], encoding='utf-8').read())
page.close()
`;
const CSV_READER = `
import sys, csv
for row in csv.reader(open(sys.argv[1], encoding='utf-8', newline=''), strict=True):
    print(len(row), any(cell.lstrip()[:1] in list('=+-@') for cell in row if cell))
`;
const JSON_READER = `
import sys, json
print(*(json.loads(line)['type'] for line in open(sys.argv[1], encoding='utf-8')))
`;

/** What strangers may say. */
const HOSTILE = [
  ...['\x1b[2J', ']]>', '</script><script>alert(1)</script>', '"><img src=x onerror=y>', '=cmd|"/c calc"!A1', '\r\n=1'],
  ...['\ud800', '\u202egnp', '\0', '\ufffe', "'", ',', '&lt;', '<!--', '<![CDATA[', 'A'.repeat(1_000_000)],
];

/** Scans these ports by both, each into its XML. */
async function scanByBoth(lab: Lab, folder: string, ports: string): Promise<readonly [ours: string, nmaps: string]> {
  const [ours, nmaps] = [join(folder, 'ours.xml'), join(folder, 'nmap.xml')];
  const quietly = ['--no-services', '--no-identity', '--udp', 'none', '-n', '-q'];
  const words = ['scan', ...quietly, '-p', ports, '-oX', ours, '-o', `list=${folder}/list`, TARGETS];
  await runInside(lab.scannerNamespace, process.execPath, [PRODUCT, ...words]);
  await runInside(lab.scannerNamespace, 'nmap', [
    '-sS',
    '-n',
    '-T4',
    '--max-retries',
    '1',
    '-p',
    ports,
    '-oX',
    nmaps,
    TARGETS,
  ]);
  return [ours, nmaps];
}

/** What a port is registered for, nmap has from a list of its own. */
async function withoutServices(file: string): Promise<string> {
  const bare = `${file}.bare`;
  await writeFile(bare, (await readFile(file, 'utf8')).replace(/<service [^>]*\/>/g, ''));
  return bare;
}

plainTest(
  "reports: the XML says what nmap's says, and its readers take it",
  { skip: missing ?? false, timeout: 90_000 },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'portolan-formats-'));
    t.after(() => rm(folder, { recursive: true }));
    await using lab = await buildLab(scenario('lan'));
    const truth = [...(await lab.truth())].flatMap(([ip, ports]) => ports.map((port) => `${ip}:${port}`));
    const open = [...new Set(truth.map((each) => each.split(':')[1]))];
    for (const ports of [`1-30,${open.slice(0, 6)}`, `1-5,${open.slice(0, 3)}`]) {
      const [ours, nmaps] = await scanByBoth(lab, folder, ports);
      await run('xmllint', ['--noout', '--dtdvalid', DTD, ours]);
      // It ends with 1, and run() fails, where anything differs; but for who wrote them when.
      const differences = await run('ndiff', [await withoutServices(nmaps), await withoutServices(ours)]);
      assert.deepEqual(
        differences.split('\n').filter((line) => !/^([-+]Nmap .*|)$/.test(line)),
        [],
      );
      const list = (await readFile(join(folder, 'list'), 'utf8')).trim().split('\n').toSorted();
      const asked = truth.filter((each) => ports.split(',').includes(each.split(':')[1])).toSorted();
      assert.deepEqual(list, asked);
      const read = await run('/usr/bin/python3', ['-c', LIBNMAP, ours]);
      assert.deepEqual(
        read.trim().split('\n').toSorted(),
        list.map((each) => `${each.replace(':', ' up ')} tcp`).toSorted(),
      );
      const page = await run('xsltproc', ['--novalid', '--nonet', STYLESHEET, ours]);
      for (const each of list) assert.ok(page.includes(each.split(':')[0]) && page.includes(each.split(':')[1]), each);
    }
  },
);

plainTest(
  'reports: readers of each format take what strangers may say as text',
  { skip: missing ?? false, timeout: 60_000 },
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'portolan-hostile-'));
    t.after(() => rm(folder, { recursive: true }));
    let at = 0;
    const lines = surveySaying(() => HOSTILE[at++ % HOSTILE.length] + HOSTILE.join(''));
    const files = new Map<string, string>();
    for (const name of ['xml', 'html', 'csv', 'json', 'masscan-json'] as const) {
      let text = '';
      const report = (await FORMATS[name]()).open((more) => {
        text += more;
      }, {});
      for (const line of lines) report.take(line);
      report.end();
      files.set(name, join(folder, name));
      await writeFile(join(folder, name), text);
    }
    const python = (program: string, name: string) => run('/usr/bin/python3', ['-c', program, files.get(name) ?? '']);
    await run('xmllint', ['--noout', '--dtdvalid', DTD, files.get('xml') ?? '']);
    assert.equal(await python(LIBNMAP, 'xml'), '198.18.0.3 up 443 tcp\n');
    const page = await run('xsltproc', ['--novalid', '--nonet', STYLESHEET, files.get('xml') ?? '']);
    assert.doesNotMatch(page, /<img src=x/);
    assert.match(await python(CSV_READER, 'csv'), /^(13 False\n){3}$/);
    assert.match(await python(JSON_READER, 'json'), /^start host .* end\n$/);
    await run('/usr/bin/python3', ['-m', 'json.tool', files.get('masscan-json') ?? '']);
    const tags = (await python(HTML_PARSER, 'html')).trim().split('\n');
    assert.equal(tags.filter((tag) => tag.startsWith('script')).length, 1);
    assert.deepEqual(
      tags.filter((tag) => /^(img|iframe|form|object|base|link)\b| (on\w+|src|style|action)\b/.test(tag)),
      [],
    );
  },
);
