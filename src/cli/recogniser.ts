// What finds out what a port is for, in a process that is all ours: a library leaves its program's memory alone.
//
// Thousands of connections a second leave garbage that is soon dead. V8 lets the space for it grow to 48 MB and more, which
// takes a hundred megabytes and makes nothing quicker: asked for little, 2,000 ports take two thirds of the memory and no
// more time. A flag of V8 that says so once it runs; the one that bounds that space counts at its start alone.
import { setFlagsFromString } from 'node:v8';
import type { Recognise } from '../service/index.ts';

export async function loadFrugalRecogniser(snmpCommunity: readonly string[] = []): Promise<Recognise> {
  setFlagsFromString('--semi-space-growth-factor=1');
  return (await import('../service/index.ts')).loadRecogniser(snmpCommunity);
}
