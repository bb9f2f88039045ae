// Sends one small datagram ten times a second to an address, until its input closes:  node heartbeat.ts ADDRESS
// A tool whose receiver sleeps until the next packet would otherwise never see that its time is over.
import { createSocket } from 'node:dgram';

const DISCARD = 9; // RFC 863
const [, , address] = process.argv;
const socket = createSocket('udp4');
socket.on('error', () => {}); // nobody listens: the kernel says so each time
setInterval(() => socket.send('x', DISCARD, address), 100);
process.stdin.on('end', () => process.exit(0)).resume();
