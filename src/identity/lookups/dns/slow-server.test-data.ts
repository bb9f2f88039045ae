// A name server in a process of its own, so that how many questions it holds at once is not a matter of how busy who asks is. Each is
// answered after so many milliseconds: `host-` and the address. More than `bears` at once are lost, or refused.
//
//   node slow-server.test-data.ts LATENCY_MS [PORT [BEARS [refuses]]]
import { createSocket } from 'node:dgram';

const [latency, port = '0', bears = 'Infinity', refuses = ''] = process.argv.slice(2);
const socket = createSocket('udp4');
let held = 0;
let peak = 0;

/** Those that are due at once are one timer's. */
const due = new Map<number, (() => void)[]>();

function later(run: () => void): void {
  const at = Math.ceil(performance.now() + Number(latency));
  const same = due.get(at);
  if (same !== undefined) same.push(run);
  else {
    due.set(at, [run]);
    setTimeout(() => {
      const all = due.get(at) ?? [];
      due.delete(at);
      for (const each of all) each();
    }, at - performance.now());
  }
}

function answer(query: Buffer): Buffer {
  const labels: string[] = [];
  for (let at = 12; query[at] !== 0; at += 1 + query[at])
    labels.push(query.toString('latin1', at + 1, at + 1 + query[at]));
  const address = labels.slice(0, 4).reverse();
  const target = [`host-${address[0]}`, ...address.slice(1), 'example'].map(
    (label) => String.fromCharCode(label.length) + label,
  );
  const data = Buffer.from(`${target.join('')}\0`, 'latin1');
  const header = Buffer.from([query[0], query[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 12, 0, 1, 0, 0, 0, 60, 0, data.length]);
  return Buffer.concat([header, query.subarray(12), record, data]);
}

socket.on('message', (query, from) => {
  if (held >= Number(bears)) {
    const header = Buffer.from([query[0], query[1], 0x81, 0x85, 0, 1, 0, 0, 0, 0, 0, 0]);
    if (refuses !== '') socket.send(Buffer.concat([header, query.subarray(12)]), from.port, from.address);
    return;
  }
  peak = Math.max(peak, ++held);
  later(() => {
    held--;
    socket.send(answer(query), from.port, from.address);
  });
});
socket.bind(Number(port), port === '0' ? '127.0.0.1' : '0.0.0.0', () => {
  socket.setRecvBufferSize(4_194_304);
  process.send?.(socket.address().port);
  console.log('ready');
});
process.on('message', () => process.send?.(peak));
process.on('SIGUSR2', () => console.log(peak));
process.on('disconnect', () => process.exit());
