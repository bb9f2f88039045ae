// A point-to-point link: a tun device in each of two namespaces, and what enters one comes out of the other.
//   node tun-pump.ts '{"ends":[{"namespace":"a","interface":"tun0"},{"namespace":"b","interface":"tun0"}],"delayMs":0}'
// Says `ready` when both devices are there; ends when its input closes.
import { createDelayLine } from './delay-line.ts';
import { createWaiter, enterNamespace, openDevice, readFrame, writeFrame } from './tuntap.ts';

interface Plan {
  readonly ends: readonly [PumpEnd, PumpEnd];
  /** One way. */
  readonly delayMs: number;
}
interface PumpEnd {
  readonly namespace: string;
  readonly interface: string;
}

const BATCH = 256;
const IDLE_MICROSECONDS = 20_000;

const plan = JSON.parse(process.argv[2]) as Plan;
const devices = plan.ends.map((end) => {
  enterNamespace(end.namespace);
  return openDevice(end.interface, 'tun');
});
const lines = devices.map(() => createDelayLine(plan.delayMs));
const waiter = createWaiter(devices);

/** Carries what has come from one device, and hands on what is due at the other. */
function carry(from: number, to: number): void {
  const line = lines[from];
  const now = performance.now();
  for (let count = 0; count < BATCH; count++) {
    const length = readFrame(devices[from], line.address());
    if (length === 0) break;
    line.push(length, now);
  }
  while (line.dueIn(now) === 0) {
    writeFrame(devices[to], line.headAddress(), line.headLength());
    line.shift();
  }
}

function pause(): number {
  const now = performance.now();
  let wait = IDLE_MICROSECONDS;
  for (const line of lines) {
    const due = line.dueIn(now);
    if (due >= 0 && due < wait) wait = due;
  }
  return wait;
}

function turn(): void {
  waiter.wait(pause());
  carry(0, 1);
  carry(1, 0);
  setImmediate(turn);
}

process.stdin.on('end', () => process.exit(0)).resume();
process.stdout.write('ready\n');
turn();
