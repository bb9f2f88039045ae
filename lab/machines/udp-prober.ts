// Another scanner: sends empty datagrams from one port of an address to every port from 32768 on of another address,
// again and again. Runs inside a namespace:
//   node udp-prober.ts FROM PORT TO
// Says `ready` when it has begun. Ends when its input closes.
import { createSocket } from 'node:dgram';

const [from, port, to] = process.argv.slice(2);
const FIRST = 32_768;
const BATCH = 256;
const socket = createSocket('udp4');
socket.on('error', () => {}); // port unreachable

let next = FIRST;
function turn(): void {
  for (let k = 0; k < BATCH; k++) {
    socket.send('', next, to);
    next = next === 65_535 ? FIRST : next + 1;
  }
  setTimeout(turn, 1);
}

socket.bind({ address: from, port: Number(port) }, () => {
  process.stdout.write('ready\n');
  turn();
});
process.stdin.resume().on('end', () => process.exit(0));
