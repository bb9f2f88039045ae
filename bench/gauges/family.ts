// A process and what it started, from proc(5).
import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that descend from it, now. */
export function familyOf(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // The name of the program stands in brackets and may hold anything: proc_pid_stat(5).
    const parent = Number(readProc(`/proc/${name}/stat`).split(') ').at(-1)?.split(' ')[1]);
    const brothers = children.get(parent);
    if (brothers) brothers.push(Number(name));
    else children.set(parent, [Number(name)]);
  }
  const family = [root];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** The text of a file in /proc; empty where the process has gone meanwhile. */
export function readProc(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
