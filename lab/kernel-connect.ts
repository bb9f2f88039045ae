// Asks ports by the kernel's own connect(2), as a second opinion on what a scanner says. Runs inside a namespace:
//   echo '[["198.19.0.1",80]]' | node kernel-connect.ts PATIENCE_MS
// Prints one line of JSON, the results in the order of the pairs: `open`, `closed` (refused), `silent`, or an errno.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const AT_ONCE = 512;
const patience = Number(process.argv[2]);
const pairs = JSON.parse(await text(process.stdin)) as readonly (readonly [host: string, port: number])[];

function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (result: string): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(end, patience, 'silent');
    socket.once('connect', () => end('open'));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      end(error.code === 'ECONNREFUSED' ? 'closed' : (error.code ?? error.message));
    });
  });
}

const results = new Array<string>(pairs.length);
let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let index = next++; index < pairs.length; index = next++) {
      results[index] = await ask(pairs[index][0], pairs[index][1]);
    }
  }),
);
process.stdout.write(`${JSON.stringify(results)}\n`);
