// A port of 127.0.0.1 that takes connections, for tests that need no lab.
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { TestContext } from 'node:test';

/** Below those that connections begin from (ip(7), ip_local_port_range): of these a scan by connections tells at its end, as they may be doubtful. */
const [LOWEST, END] = [20_000, 32_768];

/** Its number; closed when the test has ended, however it did. Whoever connects may close with a reset. */
export async function openPort(t: TestContext): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, END);
    const server = createServer((socket) => socket.on('error', () => {}).resume());
    try {
      await once(server.listen(port, '127.0.0.1'), 'listening');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') continue;
      throw error;
    }
    t.after(() => server.close());
    return port;
  }
}
