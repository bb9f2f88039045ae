// What zsh and fish themselves make of the scripts, where they are installed; bash stands in completion.test.ts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { COMMAND_TABLE } from '../manual/commands.data.ts';
import { completionScript, type Shell } from './scripts.ts';

const LIMIT = { timeout: 60_000 };

function skipWithout(shell: Shell): string | false {
  const isMissing = spawnSync(shell, ['--version']).error !== undefined;
  return isMissing && process.env.PORTOLAN_REQUIRE_LAB !== '1' ? `no ${shell} (Debian: ${shell})` : false;
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-shell-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Types each line and a tab at a terminal; gives the words that the command is then called with. */
const TYPE = `zmodload zsh/zpty
zpty shell zsh -i
zpty -r -m shell got '*ready*'
for line in "$@"; do
  zpty -w shell "portolan $line"$'\\t'
  zpty -r -m shell got '*<<*>>*'
  print -r -- "\${\${got##*<<}%%>>*}"
done
zpty -d shell`;

/** `load`: how a person has the script read. */
function typed(folder: string, load: string, lines: readonly string[]): readonly string[] {
  const quiet = 'PS1= PS2= RPS1= zle_bracketed_paste=()\nunsetopt prompt_sp prompt_cr';
  const command = 'portolan() { print -r -- "<<$*>>" }\nprint ready';
  writeFileSync(join(folder, '.zshrc'), `${quiet}\n${load}\n${command}\n`);
  const env = { ...process.env, ZDOTDIR: folder, TERM: 'dumb' };
  const options = { encoding: 'utf8', cwd: '/', env, timeout: LIMIT.timeout } as const;
  const { status, stdout, stderr } = spawnSync('zsh', ['-f', '-c', TYPE, 'type', ...lines], options);
  assert.deepEqual([status, stderr], [0, '']);
  return stdout.trimEnd().split('\n');
}

test(
  'zsh completes commands, options, files, interfaces; sourced, and as a function of $fpath',
  {
    ...LIMIT,
    skip: skipWithout('zsh'),
  },
  () =>
    inFolder((folder) => {
      const functions = join(folder, 'functions');
      mkdirSync(functions);
      writeFileSync(join(functions, '_portolan'), completionScript('zsh', COMMAND_TABLE));
      const compinit = 'autoload -Uz compinit; compinit -u -D';
      const lines = {
        disc: 'discover',
        'help pi': 'help ping',
        'scan --exclude-p': 'scan --exclude-ports',
        'scan --pcap /et': 'scan --pcap /etc',
        'scan -oX /et': 'scan -oX /etc',
        'scan --rate 1': 'scan --rate 1',
        'scan -e l': 'scan -e lo',
        'ports --csv --so': 'ports --csv --sort',
      };
      const sourced = `${compinit}\nsource ${join(functions, '_portolan')}`;
      assert.deepEqual(typed(folder, sourced, Object.keys(lines)), Object.values(lines));
      const found = `fpath=(${functions} $fpath)\n${compinit}`;
      assert.deepEqual(typed(folder, found, ['disc', 'scan --exclude-p']), ['discover', 'scan --exclude-ports']);
    }),
);

test('fish completes commands, options, files, interfaces', { ...LIMIT, skip: skipWithout('fish') }, () =>
  inFolder((folder) => {
    const script = join(folder, 'portolan.fish');
    writeFileSync(script, completionScript('fish', COMMAND_TABLE));
    const offered = (line: string): readonly string[] => {
      const options = { encoding: 'utf8', cwd: '/', env: { ...process.env, HOME: folder } } as const;
      const words = ['--no-config', '-c', `source ${script}; complete -C '${line}'`];
      const { status, stdout, stderr } = spawnSync('fish', words, options);
      assert.deepEqual([status, stderr], [0, '']);
      const all = stdout.split('\n').filter((each) => each !== '');
      return all.map((each) => each.split('\t')[0]);
    };
    assert.deepEqual(offered('portolan sc'), ['scan', 'scans']);
    assert.deepEqual(offered('portolan help pi'), ['ping']);
    assert.deepEqual(offered('portolan scan --exclude-p'), ['--exclude-ports']);
    assert.deepEqual(offered('portolan scan --pcap /et'), ['/etc/']);
    assert.deepEqual(offered('portolan scan -oX /et'), ['/etc/']);
    assert.deepEqual(offered('portolan scan --rate 1'), []);
    assert.deepEqual(offered('portolan scan -e l'), ['lo']);
    assert.deepEqual(offered('portolan ports --csv --so'), ['--sort']);
  }),
);
