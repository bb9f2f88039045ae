// hddtemp: hddtemp(8), its daemon mode. It greets with all disks and closes; the separator is | unless it was told another.
//
//   |device|model|temperature|unit|  for each disk
import { clean } from '../bytes.ts';
import { defineService, type Reply, type Verdict } from '../service.ts';

const DISKS = /^(?:\|\/dev\/([\w/.-]{1,60})\|([^|\r\n]{1,80})\|(-?\d{1,3}|[A-Z]{2,4})\|([CF*])\|){1,64}\s{0,4}$/;

export const hddtemp = defineService({
  name: 'hddtemp',
  title: 'hddtemp',
  specification: 'hddtemp(8)',
  ports: [7634],

  read({ text }: Reply): Verdict | null {
    if (!text.startsWith('|/dev/') || !DISKS.test(text.slice(0, 8192))) return null;
    const fields = text.split('|', 320);
    const disks: string[] = [];
    // Five fields a disk, the empty one between two of them included.
    for (let at = 1; at + 3 < fields.length; at += 5) disks.push(clean(`${fields[at]}: ${fields[at + 1]}`));
    return { confidence: 0.9, product: 'hddtemp', details: { disks } };
  },
});
