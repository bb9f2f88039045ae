// Source ports that are held before somebody asks for them: a block takes the kernel as many calls as it has ports, twice.
//
// Rules:
//  1. Only ports of TCP: held ones refuse whoever asks them, as free ones do, while one of UDP would be silent and seem open.
//  2. One block waits at the most, and each is used once: late answers of one job find nobody else at their port.
import { RESERVED_PORTS, type ReservedPorts, reservePorts } from './reserved-ports.ts';

/** A pass and its canaries each have their own. */
export const PORTS_OF_SCAN = 2 * RESERVED_PORTS;

export interface PortsAhead {
  /** Has a block ready. Never throws: whoever takes is told. */
  prepare(): void;
  /** `isWanted`: as `reservePorts` has it, which says what is thrown. */
  take(transport: 'tcp' | 'udp', isWanted: (port: number) => boolean): ReservedPorts;
  /** Gives back what waits. */
  close(): void;
}

export function createPortsAhead(reserve: typeof reservePorts = reservePorts): PortsAhead {
  let ahead: ReservedPorts | null = null;

  function close(): void {
    ahead?.close();
    ahead = null;
  }

  return {
    prepare() {
      try {
        ahead ??= reserve(PORTS_OF_SCAN, 'tcp');
      } catch {
        ahead = null;
      }
    },
    take(transport, isWanted) {
      const held = transport === 'tcp' ? ahead : null;
      if (held === null) return reserve(PORTS_OF_SCAN, transport, isWanted);
      ahead = null;
      for (let port = held.base; port < held.base + held.count; port++) {
        if (!isWanted(port)) continue;
        held.close();
        return reserve(PORTS_OF_SCAN, transport, isWanted);
      }
      return held;
    },
    close,
  };
}
