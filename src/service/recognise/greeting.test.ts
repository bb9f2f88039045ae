// Daemons that look up who calls before they greet.
import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { redis } from '../databases/redis.ts';
import { smtp } from '../mail/smtp.ts';
import { REGISTRY } from '../registry.ts';
import type { Service } from '../service.ts';
import { createAnswerTimes } from '../talk/answer-times.ts';
import { afterGreeting, budgetOf } from '../talk/budget.ts';
import { http } from '../web/http.ts';
import { type RecogniseOptions, recognise } from './recognise.ts';
import type { Recognised } from './recognised.ts';

const LATE_MS = 1500;

/** A mail server that looks up who calls, once for every connection, and reads nothing before that. */
class SlowMail {
  connections = 0;
  /** What had been said when it greeted. */
  early = '';

  serve(socket: Socket): void {
    this.connections++;
    let heard = '';
    let hasGreeted = false;
    const answer = (): void => {
      if (!heard.endsWith('\r\n')) return;
      socket.write(heard.startsWith('EHLO') ? '250-mail.example.org\r\n250 PIPELINING\r\n' : '500 what?\r\n');
      heard = '';
    };
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
      if (hasGreeted) answer();
    });
    const timer = setTimeout(() => {
      this.early += heard;
      hasGreeted = true;
      socket.write('220 mail.example.org ESMTP Postfix\r\n');
      answer();
    }, LATE_MS);
    socket.on('close', () => clearTimeout(timer));
  }
}

async function asked(
  serve: (socket: Socket) => void,
  options: (port: number) => Partial<RecogniseOptions> = () => ({}),
  rttMs = 0.1,
): Promise<Recognised> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const endpoint = { ip: '127.0.0.1', port, proto: 'tcp', rttMs } as const;
  try {
    const signal = AbortSignal.timeout(30_000);
    return await recognise(endpoint, { registry: REGISTRY, signal, ...options(port) });
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

test('on an odd port: after everything else, on a connection on which nothing was said', async () => {
  const mail = new SlowMail();
  let idle = 0;
  const found = await asked(
    (socket) => mail.serve(socket),
    () => ({ idle: () => idle++ }),
  );
  assert.deepEqual([found.service, found.verdict.product, found.verdict.confidence], ['smtp', 'Postfix smtpd', 1]);
  assert.equal(idle, 1);
});

test('where a greeting is due: in silence, on one connection', async () => {
  const mail = new SlowMail();
  const found = await asked(
    (socket) => mail.serve(socket),
    (port) => ({ registry: registryWith({ ...smtp, ports: [port], greetsOn: [port] }) }),
  );
  assert.deepEqual([found.service, found.verdict.product, found.verdict.confidence], ['smtp', 'Postfix smtpd', 1]);
  assert.deepEqual([mail.connections, mail.early], [1, '']);
});

test('who was silent to all that was said is listened to once; not where little is to be tried', async () => {
  for (const [intensity, times] of [
    [7, 1],
    [2, 0],
  ] as const) {
    let idle = 0;
    const found = await asked(
      () => {},
      () => ({ intensity, idle: () => idle++ }),
    );
    assert.deepEqual([found.service, idle], ['unknown', times]);
  }
});

test('who says anything at all is not waited for', async () => {
  let idle = 0;
  const found = await asked(
    (socket) => socket.on('data', () => socket.write('\x07\x07\x07\x07')),
    () => ({ idle: () => idle++ }),
  );
  assert.deepEqual([found.service, idle], ['unknown', 0]);
});

test('who greets late is given as long on every further connection', () => {
  const budget = budgetOf(1);
  assert.equal(afterGreeting(budget, 8).patience, budget.patience);
  assert.equal(afterGreeting(budget, 2000).patience, 3000);
});

function registryWith(service: Service): readonly Service[] {
  return REGISTRY.map((each) => (each.name === service.name ? service : each));
}

/** Redis that is silent on its first connections, as one that has no time. */
function busyRedis(silent: number): (socket: Socket) => void {
  let connections = 0;
  const info = '# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n';
  return (socket) => {
    if (++connections > silent) socket.on('data', () => socket.write(`$${info.length}\r\n${info}\r\n`));
  };
}

test('where a host is late to answer, who stayed silent is asked once more beside the wait for a greeting', async () => {
  const times = createAnswerTimes();
  for (let k = 0; k < 8; k++) times.answered(250);
  // One connection to be asked on, one to be listened to; the third is asked again.
  assert.equal((await asked(busyRedis(2), () => ({ registry: [redis], times }))).service, 'redis');
});

test('where answers come in time, silence is believed', async () => {
  assert.equal((await asked(busyRedis(2), () => ({ registry: [redis] }))).service, 'unknown');
});

test('who hangs up on whoever is silent for long is asked on; who hangs up at once is not', async () => {
  const info = '# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n';
  let connections = 0;
  const afterAWhile = (socket: Socket): void => {
    connections++;
    socket.setTimeout(300, () => socket.destroy());
    socket.on('data', (bytes) => {
      if (/INFO/.test(bytes.toString('latin1'))) socket.write(`$${info.length}\r\n${info}\r\n`);
    });
  };
  const rttMs = 90;
  assert.equal((await askedAt(rttMs, afterAWhile)).service, 'redis');
  connections = 0;
  const found = await askedAt(rttMs, (socket) => {
    connections++;
    socket.destroy();
  });
  assert.deepEqual([found.service, connections <= 4], ['unknown', true], String(connections));
});

/** A port that is listened to for 360 ms. */
const askedAt = (rttMs: number, serve: (socket: Socket) => void): Promise<Recognised> =>
  asked(serve, () => ({ registry: [http, redis] }), rttMs);
