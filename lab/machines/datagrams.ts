// Runs inside a namespace: takes datagrams on addresses and ports, ends when its input closes. The first line of its
// input says where, and whether each of them is answered: [["198.19.0.1",53,true],["198.19.0.1",514,false]]. Where a text
// stands for that, it is the only question, in hexadecimal, that is answered, by sending it back. It says `ready` when all
// are bound, and fails, naming the pair, where one cannot be.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const input = createInterface({ input: process.stdin }).on('close', () => process.exit(0));
const [first] = (await once(input, 'line')) as [string];
const places = JSON.parse(first) as readonly (readonly [host: string, port: number, answers: boolean | string])[];
let missing = places.length;

for (const [address, port, answers] of places) {
  const socket = createSocket('udp4');
  socket.on('error', (error) => {
    process.stderr.write(`E_LAB_LISTEN: ${address}:${port}: ${error.message}\n`);
    process.exit(1);
  });
  socket.on('message', (message, asker) => {
    if (answers === false || (answers !== true && message.toString('hex') !== answers)) return;
    const text = answers === true ? 'here\n' : message;
    socket.send(text, asker.port, asker.address, () => {}); // whether it can be sent is the asker's matter
  });
  socket.bind({ address, port }, () => {
    if (--missing === 0) process.stdout.write('ready\n');
  });
}
if (missing === 0) process.stdout.write('ready\n');
