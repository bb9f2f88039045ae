// Which of a probe's forms asks which port: a table for each turn of each attempt, made once a scan and given to whoever sends.
//
//   port index ──► number of the form ──► template, length, patches, checksums
//
// Forms of a probe differ in what is constant and in length; what is patched, and where, is the same in all.
import type { Probe, ProbeForm } from './probe.ts';

/** By attempt and turn, from the first on; by port index, which of the probe's forms asks the port. */
export type FormTable = readonly Uint8Array[];

/** `ourPorts`: our source ports, how many from the first on. In shared memory: every thread has the same. */
export function createFormTable(
  { attempts, turns, formOf }: Pick<Probe, 'attempts' | 'turns' | 'formOf'>,
  portNumbers: Uint16Array,
  ourPorts: { readonly first: number; readonly count: number },
): FormTable {
  return Array.from({ length: attempts * turns }, (_, row) => {
    const forms = new Uint8Array(new SharedArrayBuffer(portNumbers.length));
    portNumbers.forEach((port, index) => {
      const isOurs = port >= ourPorts.first && port < ourPorts.first + ourPorts.count;
      forms[index] = formOf(port, row, isOurs);
    });
    return forms;
  });
}

/** Which of the tables is for a pass, the first being 1: an attempt is as many passes as it has turns. */
export function rowOf({ attempts, turns }: Pick<Probe, 'attempts' | 'turns'>, pass: number): number {
  return (Math.min(attemptOf({ turns }, pass), attempts) - 1) * turns + ((pass - 1) % turns);
}

/** Which attempt a pass belongs to, the first being 1. */
export function attemptOf({ turns }: Pick<Probe, 'turns'>, pass: number): number {
  return Math.ceil(pass / turns);
}

/** In how many of the turns of an attempt a port is asked: once with each of its forms. */
export function turnsOf(forms: FormTable, turns: number, portIndex: number): number {
  const used = new Set<number>();
  for (let turn = 0; turn < turns; turn++) used.add(forms[turn][portIndex]);
  return used.size;
}

/** The numbers of the forms that are in such a table, ascending. */
export function formsIn(table: Uint8Array): number[] {
  const used = new Uint8Array(256);
  for (const form of table) used[form] = 1;
  return [...used.keys()].filter((form) => used[form] === 1);
}

/** Bytes of the longest packet, from its network header on. */
export function longestForm(forms: readonly ProbeForm[]): number {
  return Math.max(...forms.map(({ template }) => template.length));
}
