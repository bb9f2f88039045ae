import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { COMMAND_TABLE } from '../manual/commands.data.ts';
import { run } from '../spawn.test-data.ts';
import { completionScript, SHELLS } from './scripts.ts';

/** What bash offers for this line, its last word unfinished. */
function offered(line: string): string[] {
  const script = `${completionScript('bash', COMMAND_TABLE)}
COMP_WORDS=(${line
    .split(' ')
    .map((word) => `'${word}'`)
    .join(' ')})
COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
_portolan
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8', cwd: '/' });
  assert.deepEqual([status, stderr], [0, '']);
  return stdout.trimEnd().split('\n');
}

test('bash completes commands, options, files, and nothing where only the person knows', () => {
  assert.deepEqual(offered('portolan disc'), ['discover']);
  assert.deepEqual(offered('portolan help pi'), ['ping']);
  assert.deepEqual(offered('portolan scan --exclude-p'), ['--exclude-ports']);
  assert.ok(offered('portolan scan --pcap /et').includes('/etc'));
  assert.deepEqual(offered('portolan scan --rate 1'), ['']);
  assert.ok(offered('portolan scan -e l').includes('lo'));
});

test('each shell is told every command and every option', () => {
  for (const shell of SHELLS) {
    const script = completionScript(shell, COMMAND_TABLE);
    for (const [name, { options }] of Object.entries(COMMAND_TABLE)) {
      assert.ok(script.includes(name), `${shell}: ${name}`);
      for (const [flags] of options) {
        for (const flag of flags) {
          const word = shell === 'fish' ? flag.replace(/^-+/, ' ').slice(1) : flag;
          assert.ok(script.includes(word), `${shell}: ${name} ${flag}`);
        }
      }
    }
  }
});

test('no text of an option ends its quotes', () => {
  const hostile = { x: { summary: "a'b", options: [[['--y'], 'file', 'it\'s $(false) `false` "]: [\\']] } } as const;
  assert.match(
    completionScript('zsh', hostile),
    /'\*--y\[it'\\''s \$\(false\) `false` "\\\]\\: \\\[\\\\\]:file:_files'/,
  );
  assert.match(completionScript('fish', hostile), /-d 'it\\'s \$\(false\) `false` "\]: \[\\\\'\n/);
  const { status } = spawnSync('bash', ['-n', '-c', completionScript('bash', hostile)]);
  assert.equal(status, 0);
});

test('the command prints it, and names the shells that there are', async () => {
  const { stdout } = await run('main', ['completion', 'fish']);
  assert.equal(stdout, completionScript('fish', COMMAND_TABLE));
  const wrong = await run('main', ['completion', 'tcsh']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /bash, zsh, fish, not "tcsh" \[E_USAGE\]/);
});
