// UDP asked from several addresses of ours: what the target's kernel grants each of them adds up.
import assert from 'node:assert/strict';
import { test as plainTest } from 'node:test';
import { available } from './available.ts';
import { LIMITED_BURST, LIMITED_TARGET, type LimitedPair, openLimitedPair } from './network/limited-pair.ts';
import { endOf, type Line, NOBODY, runProduct } from './runs/product.ts';

const { missing } = await available();
const LIMIT_MS = 60;
const PORTS = 200;

function test(name: string, body: () => Promise<void>): void {
  plainTest(name, { skip: missing ?? false, timeout: 120_000 }, body);
}

/** With raw sockets, and without. */
const CALLERS = [
  { engine: 'raw', prefix: [] },
  { engine: 'connect', prefix: NOBODY },
] as const;
type Caller = (typeof CALLERS)[number];

const DECIDING = ['-sU', '--udp', `1-${PORTS}`, '--decide', 'all', '--json'];

/** Asks the target's ports until they are decided; `args`: which addresses ask. */
async function decide(pair: LimitedPair, { engine, prefix }: Caller, ...args: string[]): Promise<Line> {
  const run = await runProduct(pair, ['scan', LIMITED_TARGET, ...DECIDING, ...args], { prefix });
  assert.equal(run.code, 0, run.stderr);
  const end = endOf(run);
  assert.deepEqual([end.engine, end.closedPorts], [engine, PORTS], 'every port is decided');
  return end;
}

for (const caller of CALLERS)
  test(`--decide all, ${caller.engine}: eight addresses of ours are told alike, and all ports are decided in less than half the time`, async () => {
    await using pair = await openLimitedPair(8, LIMIT_MS);
    const alone = await decide(pair, caller, '--sources', 'one');
    assert.deepEqual([...(await pair.told()).keys()], pair.sources.slice(0, 1));
    const together = await decide(pair, caller);
    const told = await pair.told();
    assert.deepEqual([...told.keys()].sort(), pair.sources);
    const even = PORTS / pair.sources.length;
    for (const [address, count] of told) {
      assert.ok(count >= LIMITED_BURST && count >= even / 2 && count <= even * 2, `${address} was told ${count} times`);
    }
    assert.ok((together.elapsedMs as number) < (alone.elapsedMs as number) / 2, `${together.elapsedMs} ms`);
  });

for (const caller of CALLERS)
  test(`--sources LIST, ${caller.engine}: these ask, and no others; an address that is not ours there is refused before anything is sent`, async () => {
    await using pair = await openLimitedPair(8, LIMIT_MS);
    const named = pair.sources.slice(2);
    await decide(pair, caller, '--sources', named.join());
    assert.deepEqual([...(await pair.told()).keys()].sort(), named);
    for (const foreign of [LIMITED_TARGET, '127.0.0.1']) {
      const sources = ['--sources', `${pair.sources[1]},${foreign}`];
      const { code, stderr } = await runProduct(
        pair,
        ['scan', LIMITED_TARGET, '-sU', '--udp', '1-20', ...sources],
        caller,
      );
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(`${foreign} \\(--sources\\) .*\\[E_NOT_OUR_ADDRESS\\]`));
    }
    assert.equal((await pair.told()).size, 0);
  });

test('a quick scan says of a host that limits its refusals what that limit is, and how many ports are undecided', async () => {
  for (const [limitMs, engine] of [
    [1000, 'raw'],
    [250, 'raw'],
    [1000, 'connect'],
  ] as const) {
    await using pair = await openLimitedPair(1, limitMs);
    // Where no other question is put to it, which would use up some of what its limit has saved; without rights ports of known languages,
    // as of others the scan ends before the next refusal is due.
    const [first, last] = engine === 'raw' ? [20_000, 21_999] : [1, 100];
    const asked = ['-sU', '--udp', `${first}-${last}`, '--engine', engine, '--no-identity', '--no-services'];
    const args = ['scan', LIMITED_TARGET, ...asked, '--json'];
    const run = await runProduct(pair, args);
    const { closed, openFiltered, limitedAtOnce, limitedPerSecond } = run.lines.find(
      ({ type }) => type === 'host-end',
    )!;
    const seen = `${limitMs} ms, ${engine}: ${JSON.stringify(run.lines.find(({ type }) => type === 'host-end'))}`;
    assert.ok((closed as number) <= [...(await pair.told()).values()][0], seen);
    assert.equal((closed as number) + (openFiltered as number), last - first + 1, seen);
    // One may come in time that was not saved, or late, where this machine is busy.
    assert.ok(Math.abs((limitedAtOnce as number) - LIMITED_BURST) <= 1, seen);
    // What is granted just after the last attempt is not seen: of one or two that is half.
    const perSecond = 1000 / limitMs;
    assert.ok((limitedPerSecond as number) > 0.45 * perSecond && (limitedPerSecond as number) < 1.4 * perSecond, seen);
    assert.deepEqual(endOf(run).limitedHosts, [LIMITED_TARGET], seen);
  }
});
