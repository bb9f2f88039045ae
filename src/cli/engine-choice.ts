// Which engine a scan uses, and what a person has to know about it. The doctor shows the same.
import { CliError, EXIT } from './errors.ts';

export interface EngineChoice {
  /** `auto`: xdp where it pays and works, else ring; the engine's process finds out. */
  readonly engine: 'auto' | 'xdp' | 'ring' | 'connect';
  /** Why this one. */
  readonly why: string;
  /** What it costs and how to get more; null where nothing is lost. */
  readonly cost: string | null;
}

/** How a process gets CAP_NET_RAW. Never by setcap on the system's node: every script would have it then. */
export const HOW_TO_GET_RAW =
  'use sudo, or setpriv --ambient-caps +net_raw, or AmbientCapabilities= of systemd ("portolan doctor" shows how)';

const CONNECT_COST = 'full connections instead of half-open ones, slower, no ARP and no hardware addresses';

/** `mayOpenRaw` is asked only where it matters. Throws E_NO_PERMISSION (exit code 3), E_NO_ENGINE. */
export function chooseEngine(
  wanted: 'auto' | 'xdp' | 'ring' | 'connect',
  platform: NodeJS.Platform,
  mayOpenRaw: () => boolean,
): EngineChoice {
  if (wanted === 'connect') return { engine: 'connect', why: 'it was asked for', cost: null };
  if (platform !== 'linux') {
    const why = `raw sockets are used on Linux only, this is ${platform}`;
    if (wanted !== 'auto') {
      const name = wanted === 'ring' ? 'ring engine (-sS)' : 'xdp engine';
      throw new CliError('E_NO_ENGINE', `no ${name} here: ${why}; use --engine connect`);
    }
    return { engine: 'connect', why, cost: CONNECT_COST };
  }
  if (mayOpenRaw()) {
    const why = wanted === 'xdp' ? 'it was asked for' : 'raw sockets are allowed (CAP_NET_RAW)';
    return { engine: wanted, why, cost: null };
  }
  if (wanted !== 'auto') {
    const name = wanted === 'ring' ? 'ring engine (-sS)' : 'xdp engine';
    throw new CliError(
      'E_NO_PERMISSION',
      `the ${name} needs raw sockets (CAP_NET_RAW), which this process may not open: ${HOW_TO_GET_RAW}; or use --engine connect`,
      EXIT.noPermission,
    );
  }
  return { engine: 'connect', why: 'raw sockets are not allowed (no CAP_NET_RAW)', cost: CONNECT_COST };
}
