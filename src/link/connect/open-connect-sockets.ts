// Which connect sockets this system has.
import type { ConnectSockets, ConnectSocketsOptions } from './connect-sockets.ts';

/** The best implementation for this system. Throws LinkError `E_INTERFACE_...` where `interfaceName` cannot be obeyed. */
export async function openConnectSockets(options: ConnectSocketsOptions): Promise<ConnectSockets> {
  if (process.platform === 'linux') return (await import('./connect-sockets-linux.ts')).openLinuxSockets(options);
  return (await import('./connect-sockets-node.ts')).openNodeSockets(options);
}
