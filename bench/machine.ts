// What the figures were measured on.
import { cpus, loadavg, release, totalmem } from 'node:os';
import { findProgram } from '../lab/available.ts';
import { run } from '../lab/process.ts';

export interface Machine {
  readonly facts: string;
  /** What stands beside us and is not there, with how to get it; empty: nothing. */
  readonly missing: readonly string[];
}

const PEERS = ['nmap', 'masscan', 'zmap'];

/** Asks the machine and the tools beside us for their versions. */
export async function lookAtMachine(): Promise<Machine> {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = (totalmem() / 2 ** 30).toFixed(1);
  const parts = [`Linux ${release()}`, `${cpus().length} cores (${model}), ${memory} GiB`, `Node ${process.version}`];
  const missing: string[] = [];
  for (const name of PEERS) {
    if (findProgram(name) === null) missing.push(`${name} is not installed (apt-get install ${name}): left out`);
    else parts.push(`${name} ${await versionOf(name)}`);
  }
  return { facts: parts.join('; '), missing };
}

/** masscan ends with exit code 1 after its version; zmap says its name in place of the word. */
async function versionOf(name: string): Promise<string> {
  const text = await run('sh', ['-c', '"$0" --version || true', name]);
  return /(?:version|zmap) (\d\S*)/i.exec(text)?.[1] ?? 'of unknown version';
}

/** Other work on the machine makes figures worse: the load before the first run is part of them. */
export function loadNow(): string {
  return loadavg()[0].toFixed(2);
}
