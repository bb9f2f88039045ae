// Which of a probe's forms asks which port: a table, made once a scan and given to whoever sends.
//
//   port index ──► number of the form ──► template, length, patches, checksums
//
// Forms of a probe differ in what is constant and in length; what is patched, and where, is the same in all.
import type { Probe, ProbeForm } from './probe.ts';

export interface FormTable {
  /** By port index, which of the probe's forms asks the port for the first time; and again. */
  readonly first: Uint8Array;
  readonly again: Uint8Array;
}

/** `ourPorts`: our source ports, how many from the first on. In shared memory: every thread has the same. */
export function createFormTable(
  { formOf }: Pick<Probe, 'formOf'>,
  portNumbers: Uint16Array,
  ourPorts: { readonly first: number; readonly count: number },
): FormTable {
  const table = (again: boolean): Uint8Array => {
    const forms = new Uint8Array(new SharedArrayBuffer(portNumbers.length));
    portNumbers.forEach((port, index) => {
      const isOurs = port >= ourPorts.first && port < ourPorts.first + ourPorts.count;
      forms[index] = formOf(port, again, isOurs);
    });
    return forms;
  };
  return { first: table(false), again: table(true) };
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
