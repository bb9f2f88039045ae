// Runs inside a namespace: a crowd of small servers of every manner, on `count` ports from `first`, all addresses.
//   node crowd-target.js FIRST COUNT
// It says `ready` when all of them listen, and ends when its input closes.
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { createServer as createTlsServer } from 'node:tls';
import { CERTIFICATE, KEY } from '../../src/service/talk/certificate.test-data.ts';

type Serve = (socket: Socket) => void;

const [first, count] = process.argv.slice(2).map(Number);
/** The kernel cuts it to net.core.somaxconn. */
const BACKLOG = 65_535;

const PAGE = `<html><head><title>Crowd</title></head><body>${'<p>what a web server says</p>\n'.repeat(700)}</body></html>`;
const INFO = '# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nos:Linux 6.1\r\n';
const NOISE = Buffer.from(Uint8Array.from({ length: 60_000 }, (_, i) => (i * 131 + (i >> 7) * 77 + 29) & 0xff));

const http: Serve = (socket) => {
  const head = `HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nContent-Length: ${PAGE.length}\r\nConnection: close\r\n\r\n`;
  socket.once('data', (bytes) => {
    if (/^(GET|HEAD) /.test(bytes.toString('latin1'))) socket.end(head + PAGE);
    else socket.end('HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Length: 0\r\n\r\n');
  });
};

const lines =
  (greeting: string, answer: (line: string) => string): Serve =>
  (socket) => {
    socket.write(greeting);
    socket.on('data', (bytes) => socket.write(answer(bytes.toString('latin1'))));
  };

/** What they are, one after another. */
const MANNERS: readonly Serve[] = [
  http,
  http,
  lines('220 mail.example.org ESMTP Postfix\r\n', (line) =>
    line.startsWith('EHLO')
      ? '250-mail.example.org\r\n250 PIPELINING\r\n'
      : '502 5.5.2 Error: command not recognized\r\n',
  ),
  lines('220 (vsFTPd 3.0.3)\r\n', () => '530 Please login with USER and PASS.\r\n'),
  lines('+OK Dovecot (Debian) ready.\r\n', (line) =>
    line.startsWith('CAPA') ? '+OK\r\nCAPA\r\nTOP\r\nUIDL\r\n.\r\n' : '-ERR Unknown command.\r\n',
  ),
  (socket) =>
    socket.on('data', (bytes) => {
      const isInfo = bytes.toString('latin1').startsWith('*2\r\n$4\r\nINFO');
      socket.write(isInfo ? `$${INFO.length}\r\n${INFO}\r\n` : '-ERR unknown command\r\n');
    }),
  (socket) => socket.destroy(),
  (socket) => socket.resume(),
  (socket) => socket.on('data', () => socket.write(NOISE)),
];

let missing = count;

function ready(): void {
  if (--missing === 0) process.stdout.write('ready\n');
}

for (let k = 0; k < count; k++) {
  // The last of all manners is TLS, with a web server inside.
  const serve = MANNERS[k % (MANNERS.length + 1)];
  const server =
    serve === undefined
      ? createTlsServer({ cert: CERTIFICATE, key: KEY }, http).on('tlsClientError', () => {})
      : createServer((socket) => {
          socket.on('error', () => {});
          serve(socket);
        });
  server.on('secureConnection', (socket: Socket) => socket.on('error', () => {}));
  server.listen({ host: '0.0.0.0', port: first + k, backlog: BACKLOG }, ready);
}
createInterface({ input: process.stdin }).on('close', () => process.exit(0));
