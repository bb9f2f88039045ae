// Runs inside a namespace: hosts that lie about who they are, each address in its own manner (`manners`), over ordinary sockets.
//   node hostile-names.ts 198.18.9.2 198.18.9.3 ...
// Says `ready` when all listen. The line `report` on its input is answered by the bytes that were taken of the endless page. Ends when
// its input closes.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Datagrams, Ports, Self, Talk } from '../emulated/host.ts';
import { mdns } from '../emulated/talk/dns.ts';
import { ftp } from '../emulated/talk/lines.ts';
import { snmp } from '../emulated/talk/snmp.ts';
import { ssdp, uuidOf } from '../emulated/talk/upnp.ts';
import { html, web } from '../emulated/talk/web.ts';

/** A title for the terminal's window, red, from right to left, and a line of its own. */
const ESCAPES = 'x\x1b]0;owned\x07\x1b[31m\u202e\r\nforged';
const ENDLESS = 2 ** 30;
const CHUNK = Buffer.alloc(65_536, 'a');

const always = (bytes: Buffer, idAt?: number): Datagrams => ({
  answer(heard) {
    if (idAt !== undefined && heard.length >= 2) heard.copy(bytes, idAt, 0, 2);
    return bytes;
  },
});

/** RFC 1035 section 4.1.4: names that are pointers to themselves. */
const LOOPS = Buffer.from('000084000000000100000000c00c000c0001000000780002c00c', 'hex');
/** RFC 1002 section 4.2.18 has a byte for the number of names. */
function manyNames(): Buffer {
  const names = Array.from({ length: 255 }, (_, k) => `${ESCAPES.slice(0, 12)}${k}`.padEnd(15).slice(0, 15));
  const list = Buffer.concat(names.map((name) => Buffer.from(`${name}\0\x04\0`, 'latin1')));
  const owner = Buffer.from(`\x20CK${'A'.repeat(30)}\0`, 'latin1');
  const head = Buffer.from('000084000000000100000000', 'hex');
  const about = Buffer.from('0021000100000000', 'hex');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(1 + list.length + 46);
  return Buffer.concat([head, owner, about, length, Buffer.from([255]), list, Buffer.alloc(46)]);
}

/** BER lengths of gigabytes, and one of more bytes than there are. */
const LYING = Buffer.from('30847fffffff0201010484ffffffff7075626c6963a2827fff0201', 'hex');

const manners: readonly ((self: Self) => Ports)[] = [
  () => ({ udp: { 5353: always(LOOPS, 0), 5355: always(LOOPS, 0), 53: always(LOOPS, 0) } }),
  (self) => ({
    udp: { 1900: ssdp({ server: 'x', location: `http://${self.address}:80/d.xml`, device: uuidOf(self) }) },
    tcp: { 80: {} },
  }),
  () => ({ udp: { 161: always(LYING) } }),
  () => ({ udp: { 137: always(manyNames(), 0) } }),
  (self) => ({
    udp: {
      161: snmp({ sysDescr: `Linux ${ESCAPES}`, sysObjectID: '.1.3.6.1.4.1.8072.3.2.10', sysName: ESCAPES }),
      5353: mdns(self, {
        host: ESCAPES,
        services: [{ type: '_http._tcp', name: ESCAPES, port: 80, text: [`model=${ESCAPES}`] }],
      }),
    },
    tcp: { 21: ftp(ESCAPES), 80: web({ server: ESCAPES.replaceAll(/[\r\n]/g, ''), pages: { '/': html(ESCAPES) } }) },
  }),
];

let taken = 0;

function endless(socket: Socket): void {
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: ${ENDLESS}\r\n\r\n`);
  const more = (): void => {
    while (!socket.destroyed && socket.bytesWritten < ENDLESS && socket.write(CHUNK));
  };
  socket.on('drain', more).on('close', () => {
    taken += socket.bytesWritten - socket.writableLength;
  });
  more();
}

function speak(socket: Socket, { greeting, answer }: Talk): void {
  let heard = Buffer.alloc(0);
  if (greeting !== undefined) socket.write(Buffer.from(greeting as string, 'latin1'));
  socket.on('data', (bytes) => {
    heard = Buffer.concat([heard, bytes]).subarray(-65_536);
    const said = answer?.(heard) ?? null;
    if (said === null) return;
    heard = Buffer.alloc(0);
    socket.write(Buffer.from(said.bytes as string, 'latin1'));
    if (said.close === true) socket.end();
  });
}

async function listen(address: string, { tcp = {}, udp = {} }: Ports): Promise<void> {
  for (const [port, talk] of Object.entries(udp)) {
    const socket = createSocket('udp4').on('message', (bytes, { address: peer, port: peerPort }) => {
      const said = talk.answer(bytes);
      if (said !== null) socket.send(Buffer.from(said as string, 'latin1'), peerPort, peer, () => {});
    });
    socket.bind(Number(port), address);
    await once(socket, 'listening');
  }
  for (const [port, talk] of Object.entries(tcp)) {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      if (talk.greeting === undefined && talk.answer === undefined) socket.once('data', () => endless(socket));
      else speak(socket, talk);
    });
    server.listen(Number(port), address);
    await once(server, 'listening');
  }
}

const addresses = process.argv.slice(2);
for (const [k, address] of addresses.entries())
  await listen(address, manners[k]({ address, mac: '02:00:5e:00:53:01' }));
createInterface({ input: process.stdin })
  .on('line', () => process.stdout.write(`${taken}\n`))
  .on('close', () => process.exit(0));
if (addresses.length > 0) process.stdout.write('ready\n');
