// Runs inside a namespace: sends each frame that comes as a line of hexadecimal digits, as often as stands behind it, and says a line for it.
//   node say.ts eth0
import { createInterface } from 'node:readline';
import { createMessageBatch } from '../../src/native/message-batch.ts';
import { openPacketSender } from '../../src/native/packet-socket.ts';
import { interfaceIndex } from '../network/interface-index.ts';

const SLOT = 2048;
const SLOTS = 64;
const batch = createMessageBatch(openPacketSender(interfaceIndex(process.argv[2])), SLOTS, SLOT, false);
for await (const line of createInterface({ input: process.stdin })) {
  const [digits, times = '1'] = line.split(' ');
  const frame = Buffer.from(digits, 'hex');
  for (let slot = 0; slot < SLOTS; slot++) batch.buffer.set(frame, slot * SLOT);
  batch.setLength(frame.length);
  let left = Number(times);
  for (let tries = 0; left > 0 && tries < 1e6; tries++) left -= Math.max(0, batch.send(0, Math.min(SLOTS, left)));
  console.log(left === 0 ? 'sent' : 'refused');
}
