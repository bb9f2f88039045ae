// Hosts that answer from XDP, in the driver of an interface of this namespace:
//   node xdp-responder.ts '{"interface":"eth0","first":"198.19.0.1","count":16,"open":{"kind":"modulus",...},...}'
// Says `ready` when the program is attached. Each line on its input is answered by one line of JSON: `counters` by what
// it received and sent, `report` by that and its open ports, the truth of its scenario. Ends when its input closes; the
// program goes with it, however it ends.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { attachXdp } from '../../src/native/bpf/index.ts';
import type { ResponderReport } from '../network/build.ts';
import { interfaceIndex } from '../network/interface-index.ts';
import type { XdpResponder } from '../network/scenario.ts';
import { createXdpAnswers } from './xdp-answers.ts';
import { openPorts } from './xdp-open.ts';

const plan = JSON.parse(process.argv[2]) as XdpResponder & { readonly interface: string };
const mac = readFileSync(`/sys/class/net/${plan.interface}/address`, 'latin1').trim().split(':');
const answers = createXdpAnswers(
  plan,
  Uint8Array.from(mac, (digits) => Number.parseInt(digits, 16)),
);
const link = attachXdp(answers.loaded, interfaceIndex(plan.interface), 'native');

createInterface({ input: process.stdin })
  .on('line', (text) => {
    const counters = answers.counters();
    const report: ResponderReport = { counters, open: text === 'report' ? openPorts(plan) : {} };
    if (text === 'report') process.stdout.write(`${JSON.stringify(report)}\n`);
    else if (text === 'counters') process.stdout.write(`${JSON.stringify(counters)}\n`);
    else process.stderr.write(`E_LAB_QUESTION: "${text.slice(0, 80)}": ask "report" or "counters"\n`);
  })
  .on('close', () => {
    link.close();
    answers.close();
    process.exit(0);
  });
process.stdout.write('ready\n');
