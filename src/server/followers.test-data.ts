// Clients that follow a server's events by a bare WebSocket: what they cost themselves is little, so that the server is what is measured.
import WebSocket from 'ws';
import { bearer, TOKENS } from './fake.test-data.ts';

export interface Follower {
  readonly socket: WebSocket;
  /** The number of the last event that came; 0: none. */
  last: number;
  missed: number;
}

/** `take`: is given each batch as it came. Without it the beginning of what is sent alone is looked at. */
export async function follow(url: string, take?: (batch: string) => void): Promise<Follower> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/rpc`, { headers: bearer(TOKENS.viewer) });
  const follower: Follower = { socket, last: 0, missed: 0 };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on('error', reject);
  socket.on('open', () => socket.send('{"jsonrpc":"2.0","id":1,"method":"events/subscribe","params":{}}'));
  socket.on('message', (data: Buffer) => {
    const batch = BATCH.exec(data.toString('latin1', 0, 200));
    if (batch === null) return resolve();
    take?.(data.toString());
    follower.last = Number(batch[1]);
    follower.missed += Number(batch[2]);
  });
  await promise;
  return follower;
}

const BATCH = /"last":(\d+),"missed":(\d+),/;
