// What is different between two scans of a network that changed meanwhile, as the targets' own kernel has it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { available } from './available.ts';
import { ip, nft } from './network/namespaces.ts';
import { openPair } from './network/pair.ts';
import { type Companion, start } from './process.ts';
import { type ProductOptions, type ProductRun, runProduct } from './runs/product.ts';

const { missing } = await available();

const NEAR = '198.18.9.3';
const FAR = ['198.19.0.5', '198.19.0.6'] as const;
const SCAN = ['scan', `198.18.9.2,${NEAR}`, ...FAR, '-p', '22,80', '--json'];

/** Greets as an SSH server on port 22, and is silent on the others. */
const listening = (version: string, ...ports: number[]): string => `
const net = require('node:net');
let waiting = ${ports.length};
for (const port of ${JSON.stringify(ports)}) net.createServer((socket) => {
  socket.on('error', () => undefined);
  if (port === 22) socket.end('SSH-2.0-OpenSSH_${version}\\r\\n');
}).listen(port, () => { if (--waiting === 0) console.log('listening'); });`;

async function listen(namespace: string, version: string, ...ports: number[]) {
  const server = start('ip', ['netns', 'exec', namespace, process.execPath, '-e', listening(version, ...ports)]);
  assert.equal(await server.line(), 'listening');
  return server;
}

const changesIn = ({ lines }: ProductRun): string[] =>
  lines
    .filter(({ type }) => type === 'change')
    .map(({ change, ip: host, port }) => `${host} ${change} ${port ?? ''}`.trim());

test('a service that is another, a host that went away, and loss that takes none away', {
  skip: missing ?? false,
  timeout: 90_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-changes-'));
  await using pair = await openPair(['198.18.9.2', NEAR]);
  await ip(pair.target, ['link set lo up', ...FAR.map((far) => `addr add ${far}/32 dev lo`)]);
  await ip(pair.scannerNamespace, ['route add 198.19.0.0/16 via 198.18.9.2']);
  const scan = async (name: string, options: ProductOptions = {}, ...more: string[]): Promise<string> => {
    const run = await runProduct(pair, [...SCAN, ...more], { services: true, ...options });
    const file = join(folder, name);
    writeFileSync(file, run.lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return file;
  };
  const diff = (...files: string[]): Promise<ProductRun> => runProduct(pair, ['diff', '--json', ...files]);
  let after: Companion | null = null;
  try {
    const before = await listen(pair.target, '9.2p1', 22);
    const one = await scan('one');
    before.signal('SIGKILL');
    await before.ended;
    after = await listen(pair.target, '9.9p1', 22, 80);
    await ip(pair.target, [`addr del ${NEAR}/24 dev eth0`, `addr del ${FAR[1]}/32 dev lo`]);
    // The kernel has heard of it a moment ago, and would vouch for it.
    await ip(pair.scannerNamespace, ['neigh flush dev eth0']);
    const two = await scan('two');
    const found = await diff(one, two);
    assert.equal(found.code, 1, found.stderr);
    const ofBoth = (host: string): string[] => [`${host} product 22`, `${host} port-opened 80`];
    assert.deepEqual(changesIn(found), [
      ...ofBoth('198.18.9.2'),
      `${NEAR} host-gone`,
      ...ofBoth(FAR[0]),
      `${FAR[1]} host-gone`,
    ]);
    assert.equal((await diff(two, two)).code, 0);
    // Half of all packets lost, all of one host's, and ended by its user before it has asked again: nobody is gone.
    const lost = `ip daddr ${FAR[0]} drop; numgen random mod 100 < 50 drop;`;
    await nft(pair.target, `table inet lossy { chain in { type filter hook input priority filter; ${lost} }; }`);
    const stop = { afterMs: 6_000, meanwhile: (pid: number) => process.kill(pid, 'SIGINT') };
    const three = await scan('three', stop, '--rate', '4', '-p', '20-200');
    const cut = await diff(two, three);
    assert.deepEqual(
      changesIn(cut).filter((each) => /gone|closed/.test(each)),
      [],
    );
    const compared = cut.lines.at(-1) as {
      readonly undecided?: readonly { readonly of: string; readonly why: string }[];
    };
    assert.ok(compared.undecided?.some(({ of, why }) => of === 'before' && why === 'unfinished'));
  } finally {
    after?.signal('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});
