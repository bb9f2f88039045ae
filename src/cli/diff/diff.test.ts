import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Line } from '../../finding/finding.ts';
import { ended, host, LATER, open, survey } from '../../inventory/diff/diff.test-data.ts';
import { inventoryForTests, type TestInventory } from '../../inventory/inventory.test-data.ts';
import { jsonLine } from '../../report/json-lines.ts';
import { violations } from '../../report/lines.test-data.ts';
import { fakeConsole } from '../scan/fake-world.test-data.ts';
import { diffCommand } from './command.ts';

const A = '198.18.0.5';
const ONE = survey({ facts: [host(A), open(A, 22), ended(A)] });
const OTHER = survey({ time: LATER, facts: [host(A), ended(A, { open: 0, closed: 100 })] });
const NMAP = (ports: string): string => `<?xml version="1.0"?>
<nmaprun scanner="nmap" args="nmap -oX - 198.18.0.0/24" start="1767600000" version="7.95">
<scaninfo type="syn" protocol="tcp" numservices="100" services="1-100"/>
${ports}<runstats><finished time="1767600100" elapsed="2.0" exit="success"/><hosts up="1" down="255" total="256"/></runstats></nmaprun>`;
const NMAP_HOST = (port: string): string => `<host><status state="up" reason="echo-reply" reason_ttl="64"/>
<address addr="${A}" addrtype="ipv4"/><ports><extraports state="closed" count="99"/>${port}</ports></host>`;
const NMAP_OPEN = '<port protocol="tcp" portid="22"><state state="open" reason="syn-ack" reason_ttl="64"/></port>';

async function keep(inventory: TestInventory, lines: readonly Line[]): Promise<void> {
  const [start] = lines;
  const writer = await inventory.begin(start as never);
  await writer.write(lines);
  await writer.close('finished');
}

async function compared(
  args: readonly string[],
  files: Readonly<Record<string, string>> = {},
  kept: readonly (readonly Line[])[] = [],
) {
  await using inventory = await inventoryForTests();
  for (const lines of kept) await keep(inventory, lines);
  const console = fakeConsole();
  const openFile = async function* (file: string) {
    if (!Object.hasOwn(files, file)) throw Object.assign(new Error('no'), { code: 'ENOENT' });
    yield Buffer.from(files[file]);
  };
  const code = await diffCommand(args, console, async () => ({ ...inventory, close: async () => undefined }), openFile);
  return { ...console, code };
}

const linesOf = (lines: readonly Line[]): string => lines.map((line) => jsonLine(line)).join('');

test('scans of the inventory: the last two of the same targets, one and the one before, two by number', async () => {
  const elsewhere = survey({ time: LATER, start: { targets: ['198.18.1.0/24'] } });
  const kept = [ONE, OTHER, elsewhere];
  for (const args of [[], ['2'], ['1', '2']]) {
    const { code, stdout, stderr } = await compared(args, {}, kept);
    assert.deepEqual([code, stdout], [1, `- ${A} 22/tcp is closed, was open\n`]);
    assert.equal(stderr, '1 change, 1 host compared\n');
  }
  const same = await compared(['1', '1'], {}, kept);
  assert.deepEqual([same.code, same.stdout, same.stderr], [0, '', 'nothing is different, 1 host compared\n']);
  const reasons = (await compared(['--why'], {}, kept)).stdout;
  assert.match(reasons, /\n {4}before: open: syn-ack \(syn, .*\n {4}now: closed: syn asked it, and did not tell it/);
});

test('files, one of them with one of the inventory; as JSON all lines are of the schema', async () => {
  const files = { 'a.jsonl': linesOf(ONE), 'b.jsonl': linesOf(OTHER) };
  const { code, stdout } = await compared(['a.jsonl', 'b.jsonl', '--json'], files);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual([code, lines.map(({ type }) => type)], [1, ['change', 'compared']]);
  assert.deepEqual(
    lines.flatMap((line) => violations(line)),
    [],
  );
  assert.deepEqual(lines[1].before, { file: 'a.jsonl', time: ONE[0].time });
  assert.equal((await compared(['a.jsonl', '1'], files, [OTHER])).code, 1);
});

test('XML of nmap: a port that closed, a host that is gone', async () => {
  const files = {
    'a.xml': NMAP(NMAP_HOST(NMAP_OPEN)),
    'b.xml': NMAP(NMAP_HOST('')),
    'c.xml': NMAP(''),
    'torn.xml': NMAP('').replace(/<runstats.*/s, ''),
  };
  assert.equal((await compared(['a.xml', 'b.xml'], files)).stdout, `- ${A} 22/tcp is closed, was open\n`);
  assert.match((await compared(['a.xml', 'c.xml'], files)).stdout, /^- 198.18.0.5 is gone \(22\/tcp\)\n/);
  assert.equal((await compared(['a.xml', 'a.xml'], files)).code, 0);
  const torn = await compared(['a.xml', 'torn.xml'], files);
  assert.deepEqual([torn.code, torn.stdout], [0, '']);
  assert.match(torn.stderr, /1 host of the earlier scan not compared: the later one did not come to its end/);
});

test('masscan’s list beside nmap’s XML', async () => {
  const files = { 'a.xml': NMAP(NMAP_HOST(NMAP_OPEN)), 'b.list': `#masscan\nopen tcp 80 ${A} 1700000000\n# end\n` };
  const { stdout } = await compared(['a.xml', 'b.list'], files);
  assert.match(stdout, /^\+ .*80\/tcp/m);
});

test('errors end with 2 and say what to do', async () => {
  const wrong = async (args: readonly string[], message: RegExp) => {
    const { code, stderr, stdout } = await compared(args, { x: 'nothing\n' }, [ONE]);
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, message);
  };
  await wrong([], /no two scans of the same targets.*\[E_NO_SCAN\]/);
  await wrong(['1'], /no scan of the targets of scan 1 before it/);
  await wrong(['1', '9'], /\[E_NO_SCAN\]/);
  await wrong(['x', 'x'], /"x": it is none of nmap's XML.*\[E_IMPORT\]/);
  await wrong(['y', 'x'], /"y" cannot be read: there is no such file/);
  await wrong(['x'], /compared with another file/);
  await wrong(['1', '2', '3'], /"3" is one too many/);
  await wrong(['--jsn'], /"--jsn"/);
});
