// Daemons of the lab that are asked over UDP: in a lab of their own, as they are on other hosts than those of TCP.
import type { Daemon } from '../daemon.ts';
import { UDP_NAMES_DAEMONS } from './names.ts';
import { UDP_SERVERS_DAEMONS } from './servers.ts';
import { UDP_TUNNELS_DAEMONS } from './tunnels.ts';

export const UDP_DAEMONS: readonly Daemon[] = [...UDP_NAMES_DAEMONS, ...UDP_SERVERS_DAEMONS, ...UDP_TUNNELS_DAEMONS];
