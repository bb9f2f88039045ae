// Asks ports by the kernel's own connect(2), as a second opinion on what a scanner says. Runs inside a namespace:
//   echo '[["198.19.0.1",80]]' | node kernel-connect.ts PATIENCE_MS
// Prints one line of JSON, the results in the order of the pairs: `open`, `closed` (refused), `silent`, or an errno.
import { connect } from 'node:net';
import { answerPairs } from './kernel-ask.ts';

const AT_ONCE = 512;

function ask(host: string, port: number, patience: number): Promise<string> {
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

await answerPairs(AT_ONCE, ask);
