// Hosts that are only a program: behind a TAP device of its own it answers ARP, TCP SYN and ICMP echo, after a delay.
//   node tap-responder.ts '{"interface":"tap0","hosts":["198.19.0.1"],"open":{"kind":"list","ports":{"198.19.0.1":[80]}},"delayMs":20}'
// Says `ready` when the device is there. The line `report` on its input is answered by one line of JSON: what it
// received and sent, and its open ports: the truth of its scenario. SIGUSR1 asks the same. Ends when its input closes.
import { createInterface } from 'node:readline';
import { addressNumber, dotted, labAddress } from '../network/addresses.ts';
import type { ResponderReport } from '../network/build.ts';
import { seeded } from '../network/random.ts';
import type { Responder } from '../network/scenario.ts';
import { answer, type Counters } from './answers.ts';
import { createDelayLine } from './delay-line.ts';
import { createWaiter, openDevice, readFrame, writeFrame } from './tuntap.ts';

const HOST_LIMIT = 4096;
const BATCH = 256;
const IDLE_MICROSECONDS = 20_000;

/** A bit for each of 65,536 ports, for each host. */
function openTable({ hosts, open }: Responder): Map<number, Uint8Array> {
  if (hosts.length > HOST_LIMIT)
    throw new Error(`${hosts.length} hosts: the responder plays ${HOST_LIMIT} at the most`);
  const table = new Map<number, Uint8Array>();
  for (const host of hosts) {
    const bits = new Uint8Array(8192);
    table.set(addressNumber(labAddress(host)), bits);
    if (open.kind === 'list') {
      for (const port of open.ports[host] ?? []) bits[port >>> 3] |= 1 << (port & 7);
      continue;
    }
    const next = seeded(`${open.seed} ${host}`);
    for (let port = 1; port <= 65_535; port++) if (next() < open.share * 2 ** 32) bits[port >>> 3] |= 1 << (port & 7);
  }
  return table;
}

const plan = JSON.parse(process.argv[2]) as Responder & { readonly interface: string };
const table = openTable(plan);
const device = openDevice(plan.interface, 'tap');
const line = createDelayLine(plan.delayMs);
const waiter = createWaiter([device]);
const counters: Counters = {
  arp: 0,
  syn: 0,
  ack: 0,
  fin: 0,
  rst: 0,
  echo: 0,
  ignored: 0,
  synAckSent: 0,
  rstSent: 0,
  arpSent: 0,
  echoSent: 0,
};
/** Answers that were made and did not leave: the delay line was full, or the kernel did not take them. */
let unsent = 0;

function receive(now: number): void {
  for (let count = 0; count < BATCH; count++) {
    const offset = line.offset();
    const length = readFrame(device, line.address());
    if (length === 0) return;
    const size = answer(line.bytes, offset, length, table, counters);
    if (size > 0 && !line.push(size, now)) unsent++;
  }
}

function send(now: number): void {
  while (line.dueIn(now) === 0) {
    if (!writeFrame(device, line.headAddress(), line.headLength())) unsent++;
    line.shift();
  }
}

function turn(): void {
  const due = line.dueIn(performance.now());
  waiter.wait(due < 0 ? IDLE_MICROSECONDS : Math.min(due, IDLE_MICROSECONDS));
  const now = performance.now();
  receive(now);
  send(now);
  setImmediate(turn);
}

function report(): void {
  const open: Record<string, number[]> = {};
  for (const [address, bits] of table) {
    const ports: number[] = [];
    for (let port = 0; port < 65_536; port++) if (bits[port >>> 3] & (1 << (port & 7))) ports.push(port);
    open[dotted(address)] = ports;
  }
  const value: ResponderReport = { counters: { ...counters, unsent }, open };
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

process.on('SIGUSR1', report);
createInterface({ input: process.stdin })
  .on('line', (text) => {
    if (text === 'report') report();
  })
  .on('close', () => process.exit(0));
process.stdout.write('ready\n');
turn();
