// Runs inside a namespace: tells the link by a gratuitous ARP request where an address is now.
//   node announce.ts eth0 198.18.7.2

import { emitRequest } from '../src/link/arp-door.ts';
import { createMessageBatch } from '../src/native/message-batch.ts';
import { withNetlink } from '../src/native/netlink.ts';
import { openPacketSender } from '../src/native/packet-socket.ts';
import { parseIpv4 } from '../src/wire/address.ts';
import { writeU32 } from '../src/wire/bytes.ts';

const [name, text] = process.argv.slice(2);
const address = parseIpv4(text)!;
const through = withNetlink((netlink) => netlink.interfaces()).find((each) => each.name === name)!;
const batch = createMessageBatch(openPacketSender(through.index), 1, 64, false);
batch.setLength(42);
emitRequest(batch.buffer, 0, through.mac!, address);
writeU32(batch.buffer, 38, address);
if (batch.send(0, 1) !== 1) throw new Error('not sent');
