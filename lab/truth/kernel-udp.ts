// Asks UDP ports by the kernel's own connected sockets, as a second opinion on what a scanner says. Runs inside a
// namespace:
//   echo '[["198.19.0.1",80]]' | node kernel-udp.ts PATIENCE_MS
// Prints one line of JSON, the results in the order of the pairs: `open` (the datagram came back as it was sent),
// `closed` (ICMP port unreachable), `silent`, `other` (something else came back), or an errno.
import { createSocket } from 'node:dgram';
import { answerPairs } from './kernel-ask.ts';

const AT_ONCE = 256;

function ask(host: string, port: number, patience: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    const question = Buffer.from(`${host} ${port}`);
    // The responder puts the header that it got before it (xdp-answer-udp.ts).
    const isAnswer = (answer: Buffer): boolean => answer.subarray(-question.length).equals(question);
    const end = (result: string): void => {
      clearTimeout(timer);
      socket.close();
      resolve(result);
    };
    const timer = setTimeout(end, patience, 'silent');
    socket.once('message', (answer) => end(isAnswer(answer) ? 'open' : 'other'));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end(error.code === 'ECONNREFUSED' ? 'closed' : (error.code ?? error.message));
    });
    socket.connect(port, host, () => socket.send(question));
  });
}

await answerPairs(AT_ONCE, ask);
