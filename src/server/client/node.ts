// The door for other programs, `portolan/client`, in Node.
import 'vscode-jsonrpc/node';
import { type ConnectOptions, connectBy, type PortolanClient, type Socket } from './client.ts';

export type * from '../api.ts';
export { type ConnectOptions, type PortolanClient, PortolanError } from './client.ts';

/** Of Node's WebSocket, which takes headers besides. */
type NodeSocket = new (url: string, options: { headers: Record<string, string> }) => Socket;

/**
 * Connects to a server.
 *
 * @param url as the server says it: `http://127.0.0.1:7700`; a path is where a proxy has put it
 * @throws E_CONNECT where there is no server, or it lets nobody in
 */
export function connect(url: string, options: ConnectOptions = {}): Promise<PortolanClient> {
  const { WebSocket } = globalThis as unknown as { WebSocket: NodeSocket };
  const headers: Record<string, string> =
    options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  return connectBy((place) => new WebSocket(place, { headers }), url, options);
}
