// What the controller hands to the sending and the receiving thread when it starts them.
import type { RecorderFile } from '../link/frames/open.ts';
import type { EngineInterface } from '../link/interfaces/engine-interface.ts';
import type { FormTable } from '../probe/form-table.ts';
import type { ProbeName } from '../probe/probe-name.ts';
import type { Range } from '../target/ranges.ts';
import type { Answered } from './order/askers.ts';
import type { Hop, HostTable } from './order/host-table.ts';
import type { ScanSpec } from './spec.ts';
import type { ResponseRing } from './state/response-ring.ts';
import type { SharedState } from './state/shared-state.ts';

export interface EngineSetup {
  readonly state: SharedState;
  readonly table: HostTable;
  readonly hops: readonly Hop[];
  readonly interfaces: readonly EngineInterface[];
  /** Where nothing is sent, and answers may come all the same. */
  readonly listening: readonly EngineInterface[];
  /** How each is asked. */
  readonly probe: ProbeName;
  /** Port number by port index; ascending. */
  readonly portNumbers: Uint16Array;
  /** How each port is asked. */
  readonly forms: FormTable;
  readonly cookieKey: Uint32Array;
  readonly orderSeeds: { readonly hosts: Uint32Array; readonly ports: Uint32Array };
  readonly shard: ScanSpec['shard'];
  readonly excluded: readonly Range[];
  readonly askedGenerators: ScanSpec['generators'];
  readonly rateCap: number | null;
  /** First of the 16 reserved source ports. */
  readonly sourcePortBase: number;
  /**
   * All probes ask from this port, for the raw engine; null: each slot from its own. Cookies are made as if each slot had its
   * own all the same, so that an answer shows which it answers (raw/receiver.ts).
   */
  readonly sourcePort: number | null;
  /** Time to live of probes over IPv4; null: as their forms have it. */
  readonly ttl: number | null;
  /** The scan's start, as `bootMicros` tells it. */
  readonly epochMicros: number;
  readonly recorder: RecorderFile | null;
  /** Which of our addresses each host has answered; null without a ledger too. */
  readonly answered: Answered;
  /** Null where what datagrams bring back is not asked for. */
  readonly responses: ResponseRing | null;
}

/** What a thread says after a scan: its sockets and files are closed. */
export const THREAD_ENDED = 'ended';

/** What a thread is told that waits for a scan, and will wait for long: it keeps nothing open for it. */
export const THREAD_REST = 'rest';
