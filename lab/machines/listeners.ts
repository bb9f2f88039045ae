// Runs inside a namespace: listens on addresses and ports, accepts and closes, ends when its input closes.
// The first line of its input says where: [["198.19.0.1",80],["0.0.0.0",22]]. It says `ready` when all of them listen,
// and fails, naming the pair, where one cannot.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const input = createInterface({ input: process.stdin }).on('close', () => process.exit(0));
const [first] = (await once(input, 'line')) as [string];
const pairs = JSON.parse(first) as readonly (readonly [host: string, port: number])[];
// The kernel cuts it to net.core.somaxconn.
const BACKLOG = 65_535;
let missing = pairs.length;

for (const [host, port] of pairs) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.destroy();
  });
  server.on('error', (error) => {
    process.stderr.write(`E_LAB_LISTEN: ${host}:${port}: ${error.message}\n`);
    process.exit(1);
  });
  server.listen({ host, port, backlog: BACKLOG }, () => {
    if (--missing === 0) process.stdout.write('ready\n');
  });
}
if (missing === 0) process.stdout.write('ready\n');
