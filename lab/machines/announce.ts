// Runs inside a namespace: tells the link by a gratuitous ARP request where an address is now.
//   node announce.ts eth0 198.18.7.2
import { createMessageBatch } from '../../src/native/message-batch.ts';
import { withNetlink } from '../../src/native/netlink/netlink.ts';
import { openPacketSender } from '../../src/native/packet-socket.ts';
import { parseIpv4 } from '../../src/wire/address.ts';
import * as arp from '../../src/wire/arp.ts';
import * as ethernet from '../../src/wire/ethernet.ts';

const [name, text] = process.argv.slice(2);
const address = parseIpv4(text)!;
const through = withNetlink((netlink) => netlink.interfaces()).find((each) => each.name === name)!;
const mac = through.mac!;
const batch = createMessageBatch(openPacketSender(through.index), 1, 64, false);
const header = ethernet.emit(batch.buffer, 0, {
  destination: new Uint8Array(6).fill(0xff),
  source: mac,
  tags: [],
  etherType: ethernet.TYPE_ARP,
});
arp.emit(batch.buffer, header, {
  operation: arp.REQUEST,
  senderMac: mac,
  senderAddress: address,
  targetMac: new Uint8Array(6),
  targetAddress: address,
});
batch.setLength(header + arp.LENGTH);
if (batch.send(0, 1) !== 1) throw new Error('not sent');
