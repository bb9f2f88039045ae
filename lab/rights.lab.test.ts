// What every thread of every process may do, at every stage: read from /proc (proc_pid_status(5)), not from what they say.
//
//   whoever calls          command                    engine
//   ──────────────────     ────────────────────────   ─────────────────────────────────────────────────
//   root                   root, rights over files    nobody, CAP_NET_RAW and the rights of eBPF
//   sudo                   the person who called      the person who called, the same rights
//   ambient CAP_NET_RAW    no capability              CAP_NET_RAW
//   nobody special         no capability              no capability
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { buildLab, type Lab } from './network/build.ts';
import { scenario } from './network/scenarios.ts';
import { labProgram } from './program.ts';
import { PRODUCT } from './runs/product.ts';

const NET_RAW = 1n << 13n;
/** CAP_NET_RAW, CAP_NET_ADMIN, CAP_PERFMON, CAP_BPF (linux/capability.h). */
const PACKETS = NET_RAW | (1n << 12n) | (1n << 38n) | (1n << 39n);
/** CAP_CHOWN to CAP_KILL. */
const FILES = 0x3fn;

interface Rights {
  readonly thread: string;
  readonly uid: number;
  readonly permitted: bigint;
  readonly bounding: bigint;
  readonly noNewPrivileges: boolean;
}

function rightsOf(pid: number): Rights[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) => {
    try {
      const status = readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8');
      const field = (name: string): string => new RegExp(`^${name}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
      return {
        thread: field('Name'),
        uid: Number(field('Uid')),
        permitted: BigInt(`0x${field('CapPrm')}`),
        bounding: BigInt(`0x${field('CapBnd')}`),
        noNewPrivileges: field('NoNewPrivs') === '1',
      };
    } catch {
      return []; // it has just ended
    }
  });
}

/** The command and the processes that it has started, by what they run. */
function processesOf(command: number): { engine: number[]; command: number } {
  const children = readFileSync(`/proc/${command}/task/${command}/children`, 'utf8').trim();
  const engine = children.split(' ').filter((each) => {
    return each !== '' && readFileSync(`/proc/${each}/cmdline`, 'utf8').includes('engine-main');
  });
  return { command, engine: engine.map(Number) };
}

/** Starts the product in the scanner's namespace with a prefix of words. */
function start(lab: Lab, prefix: readonly string[], args: readonly string[], command = PRODUCT): ChildProcess {
  const words = ['netns', 'exec', lab.scannerNamespace, 'env', '-u', 'SUDO_UID', '-u', 'SUDO_GID', ...prefix];
  return spawn('ip', [...words, process.execPath, command, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

interface Caller {
  readonly name: string;
  readonly prefix: readonly string[];
  readonly command: { readonly uid: number; readonly permitted: bigint };
  readonly engine: { readonly uid: number; readonly permitted: bigint };
  /** Where nothing could be taken out of the bounding set. */
  readonly bounded: boolean;
}

const AS_USER = ['setpriv', '--reuid', '4242', '--regid', '4242', '--clear-groups'];

const CALLERS: readonly Caller[] = [
  {
    name: 'root',
    prefix: [],
    command: { uid: 0, permitted: FILES },
    engine: { uid: 65_534, permitted: PACKETS },
    bounded: true,
  },
  {
    name: 'sudo',
    prefix: ['env', 'SUDO_UID=4242', 'SUDO_GID=4242'],
    command: { uid: 4242, permitted: 0n },
    engine: { uid: 4242, permitted: PACKETS },
    bounded: true,
  },
  {
    name: 'ambient CAP_NET_RAW',
    prefix: [...AS_USER, '--inh-caps=+net_raw', '--ambient-caps=+net_raw'],
    command: { uid: 4242, permitted: 0n },
    engine: { uid: 4242, permitted: NET_RAW },
    bounded: false,
  },
  {
    name: 'no rights',
    prefix: AS_USER,
    command: { uid: 4242, permitted: 0n },
    engine: { uid: 4242, permitted: 0n },
    bounded: false,
  },
];

/** Looks at all threads again and again while the command runs; `early`: before anything was found. */
async function watch(child: ChildProcess, look: (command: Rights[], engine: Rights[] | null) => void): Promise<number> {
  assert.ok(child.pid !== undefined);
  let looks = 0;
  let over = false;
  const exit = once(child, 'exit').then(() => {
    over = true;
  });
  child.stdout?.resume();
  while (!over) {
    try {
      const { command, engine } = processesOf(child.pid);
      assert.ok(engine.length <= 1, 'one engine');
      look(rightsOf(command), engine.length === 0 ? null : rightsOf(engine[0]));
      if (engine.length === 1) looks++;
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    await Promise.race([delay(20), exit]);
  }
  return looks;
}

for (const caller of CALLERS) {
  for (const args of [
    ['scan', '--rate', '300', '-p', '1-500', '--json'],
    ['ping', '-c', '6', '-i', '200ms', '-p', '9', '--json'],
  ]) {
    if (args[0] === 'ping' && caller.engine.permitted === 0n) continue; // full connections: the command makes them
    test(`rights: ${args[0]}, ${caller.name}: every thread of command and engine, from the engine's first instruction on`, async () => {
      await using lab = await buildLab(scenario('plain'));
      const child = start(lab, caller.prefix, [...args, '198.19.0.1']);
      let engineThreads = 0;
      let lastCommand: Rights[] = [];
      const looks = await watch(child, (command, engine) => {
        if (engine !== null) {
          lastCommand = command;
          engineThreads = Math.max(engineThreads, engine.length);
        }
        for (const thread of engine ?? []) {
          assert.equal(thread.uid, caller.engine.uid, thread.thread);
          assert.equal(thread.permitted, caller.engine.permitted, thread.thread);
          if (caller.engine.permitted !== 0n) assert.equal(thread.noNewPrivileges, true, thread.thread);
          if (caller.bounded) assert.equal(thread.bounding, 0n, thread.thread);
        }
      });
      assert.ok(looks > 3, 'it was looked at while it ran');
      assert.ok(
        engineThreads >= (caller.engine.permitted === 0n || args[0] === 'ping' ? 1 : 3),
        `${engineThreads} threads`,
      );
      // The threads of the runtime (compiler, collector) were there before. Who is not root cannot take a right from them.
      const others = caller.name === 'ambient CAP_NET_RAW' ? NET_RAW : 0n;
      for (const { permitted, thread } of lastCommand)
        assert.ok([0n, caller.command.permitted, others].includes(permitted), `${thread}: ${permitted.toString(16)}`);
      const main = lastCommand.find(({ thread }) => thread === 'MainThread' || thread === 'node');
      assert.ok(main !== undefined);
      assert.equal(main.uid, caller.command.uid);
      assert.equal(main.permitted, caller.command.permitted);
      if (caller.name === 'sudo')
        for (const { uid, permitted } of lastCommand) assert.deepEqual([uid, permitted], [4242, 0n]);
      assert.equal(child.exitCode === 0 || args[0] === 'ping', true, `exit code ${child.exitCode}`);
    });
  }
}

for (const caller of CALLERS) {
  test(`rights: doctor, ${caller.name}: it starts no engine, and gains nothing`, async () => {
    await using lab = await buildLab(scenario('plain'));
    const child = start(lab, caller.prefix, ['doctor']);
    let looks = 0;
    await watch(child, (threads, engine) => {
      assert.equal(engine, null);
      // Before, it is ip(8) and setpriv(1).
      if (!readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').startsWith(process.execPath)) return;
      looks++;
      if (caller.prefix[0] !== 'setpriv') return; // root, who may do all
      for (const { uid, permitted } of threads) assert.deepEqual([uid, permitted], [4242, caller.engine.permitted]);
    });
    assert.ok(looks > 0, 'it was looked at while it ran');
    assert.equal(child.exitCode, 0);
  });
}

/** The command in a folder of its own, as a checkout. */
function copyCommand(t: TestContext, mode: number): string {
  const parent = mkdtempSync(join(tmpdir(), 'portolan-rights-')); // only its owner may enter
  t.after(() => rmSync(parent, { recursive: true }));
  const root = join(PRODUCT, '../../..');
  const folder = join(parent, 'checkout');
  cpSync(join(root, 'dist/command'), join(folder, 'dist/command'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  chmodSync(folder, mode);
  return join(folder, 'dist/command/main.js');
}

for (const [mode, uid] of [
  [0o755, 65_534],
  [0o700, 0],
]) {
  test(`rights: code where only root can go, its own folder ${mode.toString(8)}: the engine is ${uid}, and starts`, async (t) => {
    await using lab = await buildLab(scenario('plain'));
    const [[address, [port]]] = [...(await lab.truth())];
    const child = start(lab, [], ['ping', '-c', '3', '-i', '200ms', '-p', `${port}`, address], copyCommand(t, mode));
    const looks = await watch(child, (_, engine) => {
      for (const thread of engine ?? []) assert.deepEqual([thread.uid, thread.permitted & ~PACKETS], [uid, 0n]);
    });
    assert.ok(looks > 0, 'it was looked at while it ran');
    assert.equal(child.exitCode, 0);
  });
}

test('rights: root that may not become another: the engine is root, and no thread of it has more than packets take', async () => {
  await using lab = await buildLab(scenario('plain'));
  const [[address, [port]]] = [...(await lab.truth())];
  const question = JSON.stringify({ address, port, jobs: 3, pauseMs: 500 });
  const words = ['netns', 'exec', lab.scannerNamespace, 'setpriv', '--bounding-set=-setuid', process.execPath];
  const child = spawn('ip', [...words, labProgram('runs/engine-run'), question], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let threads = 0;
  const looks = await watch(child, (_, engine) => {
    threads = Math.max(threads, engine?.length ?? 0);
    for (const { uid, permitted, thread } of engine ?? []) assert.deepEqual([uid, permitted], [0, PACKETS], thread);
  });
  assert.ok(looks > 3 && threads >= 3, `${looks} looks, ${threads} threads`);
  assert.equal(child.exitCode, 0);
});

test('rights: sudo scan -sT: no process has any', async () => {
  await using lab = await buildLab(scenario('plain'));
  const child = start(
    lab,
    ['env', 'SUDO_UID=4242', 'SUDO_GID=4242'],
    [...['scan', '-sT', '--rate', '200', '-p', '1-200', '--json', '198.19.0.1']],
  );
  const looks = await watch(child, (_, engine) => {
    for (const { uid, permitted } of engine ?? []) assert.deepEqual([uid, permitted], [4242, 0n]);
  });
  assert.ok(looks > 3);
  assert.equal(child.exitCode, 0);
});

test('rights: the engine may not be traced', async () => {
  await using lab = await buildLab(scenario('plain'));
  const child = start(
    lab,
    ['env', 'SUDO_UID=4242', 'SUDO_GID=4242'],
    [...['scan', '--rate', '200', '-p', '1-200', '--json', '198.19.0.1']],
  );
  const exit = once(child, 'exit');
  child.stdout?.resume();
  assert.ok(child.pid !== undefined);
  // What is not dumpable belongs to root in /proc (proc(5)). How soon the engine has come so far depends on the machine.
  const owner = (engine: number | undefined): number | null =>
    engine === undefined ? null : statSync(`/proc/${engine}/mem`).uid;
  let [engine] = processesOf(child.pid).engine;
  for (let looks = 0; looks < 200 && owner(engine) !== 0; looks++) {
    await delay(50);
    [engine] = processesOf(child.pid).engine;
  }
  assert.equal(owner(engine), 0);
  // One place for all of its threads to allocate from.
  assert.match(readFileSync(`/proc/${engine}/environ`, 'latin1'), /(^|\0)MALLOC_ARENA_MAX=1\0/);
  const thief = spawn(AS_USER[0], [...AS_USER.slice(1), 'cat', `/proc/${engine}/environ`], { stdio: 'ignore' });
  const [code] = await once(thief, 'exit');
  assert.notEqual(code, 0);
  await exit;
});
