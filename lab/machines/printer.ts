// Runs inside a namespace: a printer, by raw printing (9100 to 9107) and LPD (515). What it is told it prints, so it counts.
// It says `ready`, answers every line of its input with the bytes that each port was told and how many connections it had, as
// JSON, and ends when its input closes.
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const PORTS = [515, 9100, 9101, 9102, 9103, 9104, 9105, 9106, 9107];
const STATUS = Buffer.from(
  '\x1b%-12345X@PJL INFO STATUS\r\nCODE=10001\r\nDISPLAY="Ready"\r\nONLINE=TRUE\r\n\f',
  'latin1',
);

const told: Record<number, { bytes: number; connections: number }> = {};
let missing = PORTS.length;

createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(`${JSON.stringify(told)}\n`))
  .on('close', () => process.exit(0));

for (const port of PORTS) {
  told[port] = { bytes: 0, connections: 0 };
  const server = createServer((socket) => {
    told[port].connections++;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      told[port].bytes += chunk.length;
      // LPD acknowledges with a zero byte (RFC 1179 section 5), PJL with what it was asked.
      socket.write(port === 515 ? '\0' : STATUS);
    });
    // One that was asked for its status before tells every change, to whoever is there.
    if (port === 9101) socket.write(STATUS);
  });
  server.listen(port, '0.0.0.0', () => {
    if (--missing === 0) process.stdout.write('ready\n');
  });
}
