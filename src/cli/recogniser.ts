// What finds out what a port is for, in a process that is all ours. Asked for little, 2,000 ports take two thirds of the memory and no more
// time.
import type { Recognise } from '../service/index.ts';
import { keepGarbageSmall } from './frugal.ts';

export async function loadFrugalRecogniser(snmpCommunity: readonly string[] = []): Promise<Recognise> {
  keepGarbageSmall();
  return (await import('../service/index.ts')).loadRecogniser(snmpCommunity);
}
