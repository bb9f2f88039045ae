// What the table needs beside what was found.
import type { Registered } from '../../report/registered.ts';
import type { ScanOutput } from './output.ts';

/** The names of ports; loaded only where an open one will be shown. */
export async function loadTable({ hasOpenPorts }: ScanOutput): Promise<Registered | undefined> {
  if (!hasOpenPorts) return undefined;
  return (await import('../../report/registered.ts')).loadRegistered();
}
