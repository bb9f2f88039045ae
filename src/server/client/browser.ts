// The door for other programs, `portolan/client`, in a browser: on the server's own pages alone, as it answers no others.
import 'vscode-jsonrpc/browser';
import { type ConnectOptions, connectBy, type PortolanClient, PortolanError, type Socket } from './client.ts';

export type * from '../api.ts';
export { type ConnectOptions, type PortolanClient, PortolanError } from './client.ts';

/** Connects to the server. A token becomes a session first, as a browser sends none with a WebSocket. Throws E_CONNECT. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<PortolanClient> {
  const { WebSocket } = globalThis as unknown as { WebSocket: new (url: string) => Socket };
  if (options.token !== undefined) {
    const headers = { Authorization: `Bearer ${options.token}` };
    const answer = await fetch(new URL('api/session', url.endsWith('/') ? url : `${url}/`), {
      method: 'POST',
      headers,
    });
    if (!answer.ok) throw new PortolanError('E_CONNECT', `the server refuses the token (${answer.status})`);
  }
  return connectBy((place) => new WebSocket(place), url, options);
}
