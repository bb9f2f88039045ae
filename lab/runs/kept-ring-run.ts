// Runs inside a namespace: asks one address by ARP, has its ring and sender wait and begin again at once, asks another, and says
// whose replies the ring showed then, and how many the first question had brought until then where nothing was put away.
//   node kept-ring-run.ts '{"interfaceName":"eth0","source":"198.18.0.1","first":"198.19.0.1","second":"198.19.0.2","rounds":100}'
import { emitRequest } from '../../src/link/arp/arp-door.ts';
import type { Receiver, Transmitter } from '../../src/link/frames/frames.ts';
import { createKeptDoors } from '../../src/link/frames/kept-doors.ts';
import { ringFor } from '../../src/link/frames/ring.ts';
import { sleepMicros } from '../../src/native/clock.ts';
import { withNetlink } from '../../src/native/netlink/netlink.ts';
import { formatIpv4, parseIpv4 } from '../../src/wire/address.ts';
import * as arp from '../../src/wire/arp.ts';
import { writeU32 } from '../../src/wire/bytes.ts';
import * as ethernet from '../../src/wire/ethernet.ts';

interface Question {
  readonly interfaceName: string;
  readonly source: string;
  readonly first: string;
  readonly second: string;
  readonly rounds: number;
}

/** A block waits two milliseconds, and a round trip takes none. */
const WAIT_MICROS = 8000;
const SIZE = ringFor(10);

const { interfaceName, source, first, second, rounds } = JSON.parse(process.argv[2]) as Question;
const found = withNetlink((netlink) => netlink.interfaces()).find(({ name }) => name === interfaceName);
if (found === undefined) throw new Error(`no ${interfaceName}`);
const { index, mac } = found;
const doors = createKeptDoors();

function open(): { ring: Receiver; sender: Transmitter } {
  const each = { name: interfaceName, index, kind: 'ethernet', linkHeader: 14 } as const;
  return {
    ring: doors.receiver(each, { protocol: 'arp', portBase: 0 }, SIZE),
    sender: doors.transmitter(index, 1, 64),
  };
}

function ask(sender: Transmitter, address: string): void {
  emitRequest(sender.buffer, 0, mac as Uint8Array, parseIpv4(source) as number);
  writeU32(sender.buffer, ethernet.HEADER_LENGTH + arp.OFFSET.targetAddress, parseIpv4(address) as number);
  sender.setLength(arp.LENGTH);
  if (sender.send(0, 1) !== 1) throw new Error('not sent');
}

/** Who is shown, until nothing can wait any more. */
function shown(ring: Receiver): string[] {
  const senders: string[] = [];
  sleepMicros(WAIT_MICROS);
  ring.drain({ packet: (bytes, offset) => void senders.push(formatIpv4(arp.senderAddress(bytes, offset))) });
  return senders;
}

function put({ ring, sender }: ReturnType<typeof open>): void {
  ring.close();
  sender.close();
}

const alone = open();
ask(alone.sender, first);
const unkept = shown(alone.ring);
put(alone);

const kept: string[][] = [];
for (let round = 0; round < rounds; round++) {
  const before = open();
  ask(before.sender, first);
  sleepMicros((round % 10) * 300); // in the block that is written to, or in one that is done with
  put(before);
  const after = open();
  ask(after.sender, second);
  kept.push(shown(after.ring));
  put(after);
}
doors.close();
process.stdout.write(JSON.stringify({ unkept, kept }));
