import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { parseFileLimit, readCapabilities } from './capabilities.ts';
import { parseSet } from './rights.ts';

const skip = process.platform === 'linux' ? false : '/proc is Linux';

test('capabilities are read from the effective set only', () => {
  const status =
    'Name:\tnode\nCapInh:\tffffffffffffffff\nCapPrm:\tffffffffffffffff\nCapEff:\t0000000000003000\nCapBnd:\t0\n';
  assert.equal(parseSet(status, 'CapEff'), 0x3000n);
  assert.equal(parseSet('CapPrm:\t0000000000003000\n', 'CapEff'), 0n);
  assert.equal(parseSet('CapEff:\tzzz\n', 'CapEff'), 0n);
});

test('file limits, with and without an end', () => {
  const line = (soft: string, hard: string): string =>
    `Max processes             1                    2                    processes\nMax open files            ${soft.padEnd(20)} ${hard.padEnd(20)} files     \n`;
  assert.deepEqual(parseFileLimit(line('1024', '524288')), { soft: 1024, hard: 524288 });
  assert.deepEqual(parseFileLimit(line('1024', 'unlimited')), { soft: 1024, hard: Number.POSITIVE_INFINITY });
  assert.equal(parseFileLimit(''), null);
});

test('this process', { skip }, () => {
  const capabilities = readCapabilities();
  assert.equal(capabilities.effectiveUid, process.geteuid?.());
  assert.ok(capabilities.openFiles !== null && capabilities.openFiles.soft > 0);
});

/** Runs a program that has everything of capabilities.ts at hand, in a process that may be spoilt. */
function runApart(body: string): string {
  const ending = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  const program = `
    import { raiseFileLimit, readCapabilities } from '${new URL(`./capabilities.${ending}`, import.meta.url)}';
    import { setTimerSlack } from '${new URL(`./clock.${ending}`, import.meta.url)}';
    import { noNewPrivileges } from '${new URL(`./rights.${ending}`, import.meta.url)}';
    import { execFileSync } from 'node:child_process';
    import { readFileSync } from 'node:fs';
    ${body}`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' }).trim();
}

test('the limit of open files is raised to the hard one', { skip }, () => {
  const said = runApart(`
    execFileSync('prlimit', ['--pid', String(process.pid), '--nofile=512:1024']);
    console.log(readCapabilities().openFiles.soft, raiseFileLimit(), readCapabilities().openFiles.soft, raiseFileLimit());`);
  assert.equal(said, '512 1024 1024 1024');
});

test('timer slack and no-new-privileges hold', { skip }, () => {
  const said = runApart(`
    setTimerSlack(1000);
    noNewPrivileges();
    const status = readFileSync('/proc/thread-self/status', 'utf8');
    console.log(/^NoNewPrivs:\\s*(\\d)/m.exec(status)[1], readFileSync('/proc/self/timerslack_ns', 'utf8').trim());`);
  assert.equal(said, '1 1000');
});

test('capabilities that were dropped are not there', {
  skip: skip || (process.getuid?.() !== 0 && 'needs root'),
}, () => {
  const said = execFileSync('setpriv', ['--bounding-set=-net_raw', '--inh-caps=-net_raw', 'cat', '/proc/self/status'], {
    encoding: 'utf8',
  });
  assert.equal((parseSet(said, 'CapEff') >> 13n) & 1n, 0n);
  assert.equal((parseSet(said, 'CapEff') >> 12n) & 1n, readCapabilities().netAdmin ? 1n : 0n);
});
