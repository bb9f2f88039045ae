// Runs inside a namespace: answers datagrams as nobody should, each port a misdeed of its kind, ends when its input closes.
//   node hostile-datagrams.ts '{"host":"198.18.9.20","stranger":"198.18.9.21"}'
// Both are addresses of its own; nobody asks the stranger. Says `ready` when all ports are bound.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { seeded } from '../network/random.ts';

/** Which port does what. */
export const MISDEEDS = {
  /** Names that point to themselves (RFC 1035 section 4.1.4). */
  loops: [53, 137, 5353],
  /** As long as a datagram can be. */
  longest: 161,
  /** Thousands for each question. */
  flood: 123,
  /** A right answer, from a port that nobody asked. */
  otherPort: 1900,
  /** A right answer, from an address that nobody asked. */
  otherAddress: 5060,
  /** DHCP: to another number than was asked by; a right answer from an address that nobody asked. */
  otherNumber: 67,
  /** TFTP, from a port of its own, as is right, but of that address. */
  otherTransfer: 69,
} as const;

const LONGEST = 65_507;
const FLOOD = 3000;
const FLOOD_BYTES = 700;

interface Plan {
  readonly host: string;
  readonly stranger: string;
}

const next = seeded('hostile datagrams');
const noise = (length: number): Buffer => Buffer.from(Uint8Array.from({ length }, () => next() & 0xff));

/** A response to this question, whose one name is a pointer to itself. */
function loopOf(question: Buffer): Buffer {
  const counts = Buffer.from('84000001000100000000', 'hex');
  return Buffer.concat([question.subarray(0, 2), counts, Buffer.from('c00c00100003c00c0010000300000000ffff', 'hex')]);
}

const SSDP = Buffer.from(
  'HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nUSN: uuid:lab::upnp:rootdevice\r\nSERVER: Lab/1 UPnP/1.0 lab/1\r\n\r\n',
);

/** What a SIP server says, to the headers that it was asked with (RFC 3261 section 8.2.6). */
function sipOf(question: Buffer): Buffer {
  const copied = question
    .toString('latin1')
    .split('\r\n')
    .filter((line) => /^(?:Via|From|To|Call-ID|CSeq):/i.test(line));
  return Buffer.from(`SIP/2.0 200 OK\r\n${copied.join('\r\n')}\r\nServer: lab\r\nContent-Length: 0\r\n\r\n`, 'latin1');
}

/** A DHCP server's answer (RFC 2131 section 2), by this number. */
function dhcpOf(question: Buffer, number: Buffer): Buffer {
  const answer = Buffer.alloc(244);
  question.copy(answer, 0, 0, 240);
  answer[0] = 2;
  number.copy(answer, 4);
  return Buffer.concat([answer.subarray(0, 240), Buffer.of(53, 1, 5, 255)]);
}

const NO_SUCH_FILE = Buffer.from('\0\x05\0\x01no such file\0', 'latin1');

async function open(address: string, port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind({ address, port });
  await once(socket, 'listening');
  return socket;
}

async function serve({ host, stranger }: Plan): Promise<void> {
  const [otherPort, otherAddress] = [await open(host, 0), await open(stranger, MISDEEDS.otherAddress)];
  const on = async (port: number, answer: (question: Buffer) => readonly Buffer[], from?: Socket): Promise<void> => {
    const socket = await open(host, port);
    socket.on('message', (question, asker) => {
      for (const bytes of answer(question)) (from ?? socket).send(bytes, asker.port, asker.address, () => {});
    });
  };
  for (const port of MISDEEDS.loops) await on(port, (question) => [loopOf(question)]);
  await on(MISDEEDS.longest, () => [noise(LONGEST)]);
  const flood = Array.from({ length: FLOOD }, () => noise(FLOOD_BYTES));
  await on(MISDEEDS.flood, () => flood);
  await on(MISDEEDS.otherPort, () => [SSDP], otherPort);
  await on(MISDEEDS.otherAddress, (question) => [sipOf(question)], otherAddress);
  await on(MISDEEDS.otherTransfer, () => [NO_SUCH_FILE], await open(stranger, 0));
  const [server, otherServer] = [await open(host, MISDEEDS.otherNumber), await open(stranger, MISDEEDS.otherNumber)];
  server.on('message', (question, { address }) => {
    const number = question.subarray(4, 8);
    for (const wrong of [number.map((byte) => byte ^ 1), Buffer.alloc(4), Buffer.from('PORT')])
      server.send(dhcpOf(question, Buffer.from(wrong)), 68, address);
    otherServer.send(dhcpOf(question, number), 68, address);
  });
  process.stdout.write('ready\n');
}

if (import.meta.main) {
  process.stdin.on('end', () => process.exit(0)).resume();
  await serve(JSON.parse(process.argv[2]) as Plan);
}
