// Which open ports were told, and which are held back because their host looks as if it answered on every port
// (tarpit.ts). Neither is a list: a held port is one that the ledger has as open, and that was not told.
//
//   OPEN event ──► host suspicious? ──no──► told: a bit for each probe
//                        └──yes──► the host is held: a bit ──ordinary after all──► what the ledger has is told
//                                                          └─tarpit: nothing is
import type { Finding } from '../../finding/finding.ts';
import type { PortMeaning } from '../../probe/meaning.ts';
import { PROBES } from '../../probe/probes.ts';
import { formatIpv4 } from '../../wire/address.ts';
import type { EngineSetup } from '../engine-setup.ts';
import { addressOfHost } from '../order/host-table.ts';
import { probesPerHost } from '../order/order.ts';
import { createPortFinder } from '../order/port-finder.ts';
import { bitBytes, clearBit, countBits, createBits, hasBit, setBit } from '../state/bits.ts';
import { get, OPEN } from '../state/ledger.ts';
import type { SharedState } from '../state/shared-state.ts';
import { askedBeforeBytes, createAskedBefore } from './asked-before.ts';
import { createHeldDetails, heldDetailsBytes } from './held-details.ts';
import { createTarpitJudge } from './tarpit.ts';

export interface PortBook {
  /** The receiver has found an open port. `response`: what a datagram from there said; not kept where the port is held. */
  open(host: number, port: number, ttlWindow: number, rttMicros: number, response: Uint8Array | null): void;
  /** Tells what is held back of hosts that have turned out to be ordinary, once in a while. */
  look(): void;
  /** The scan is over. */
  release(interrupted: boolean): void;
  /** After `release`: its ports were not told. */
  answersAll(host: number): boolean;
  isTold(host: number, portIndex: number): boolean;
  /** Open ports told: of this host, of all. */
  toldOf(host: number): number;
  readonly told: number;
}

/** Bytes, of a scan with a ledger. */
export function portBookBytes(hosts: number, ports: number): number {
  const held = createTarpitJudge(ports).possible ? bitBytes(hosts) + askedBeforeBytes(hosts) : 0;
  return bitBytes(hosts * ports) + held + heldDetailsBytes(hosts * ports);
}

/** What of a scan the book keeps. */
export interface BookSetup extends Pick<EngineSetup, 'table' | 'portNumbers' | 'shard' | 'probe'> {
  readonly state: Pick<SharedState, 'hosts' | 'ledger' | 'counters'>;
}

/** `meaning`: of the probe's answers, as this engine gets them. */
export function createPortBook(
  setup: BookSetup,
  emit: (finding: Finding) => void,
  meaning: PortMeaning | null = PROBES[setup.probe].meaning.port,
): PortBook {
  const { hosts, ledger } = setup.state;
  const ports = setup.portNumbers.length;
  const total = ledger.length > 0 ? setup.table.hosts : 0;
  const { tarpitPossible } = PROBES[setup.probe];
  const judge = createTarpitJudge(tarpitPossible && total > 0 ? ports : 0);
  const toldBits = createBits(total * ports);
  const held = createBits(judge.possible ? total : 0);
  const asked = judge.possible ? createAskedBefore(setup.state) : null;
  const details = createHeldDetails();
  const mine = probesPerHost(setup);
  const portIndexOf = createPortFinder(setup.portNumbers);
  let told = 0;

  function refused(host: number): number {
    return hosts.closed[host] + hosts.filtered[host];
  }

  function looksOrdinary(host: number): boolean {
    const before = asked === null ? 0 : Math.min(mine(host), asked.of(host));
    return !judge.suspicious(hosts.open[host], refused(host), before);
  }

  function tell(
    address: number,
    port: number,
    ttlWindow: number,
    rttMicros: number,
    response: Uint8Array | null,
  ): void {
    if (meaning === null) return;
    const { proto, open: reason } = meaning;
    told++;
    emit({
      type: 'port',
      ip: formatIpv4(address),
      proto,
      port,
      state: 'open',
      reason,
      ...(ttlWindow === 0 ? {} : { ttl: ttlWindow >>> 16 }),
      ...(ttlWindow === 0 || proto === 'udp' ? {} : { window: ttlWindow & 0xffff }),
      ...(rttMicros > 0 ? { rttMs: rttMicros / 1000 } : {}),
      ...(response === null ? {} : { payload: Buffer.from(response).toString('base64') }),
    });
  }

  function letGo(host: number): void {
    clearBit(held, host);
    const { words, places } = details.take(host);
    const address = addressOfHost(setup.table, host);
    for (let index = 0; index < ports; index++) {
      const probe = host * ports + index;
      if (get(ledger, probe) !== OPEN || hasBit(toldBits, probe)) continue;
      setBit(toldBits, probe);
      const at = places.get(index);
      if (at === undefined) tell(address, setup.portNumbers[index], 0, 0, null);
      else tell(address, setup.portNumbers[index], words[at + 1], words[at + 2], null);
    }
  }

  function letGoWhere(ordinary: (host: number) => boolean): void {
    for (let word = 0; word < held.length; word++) {
      if (held[word] === 0) continue;
      for (let host = word * 32; host < Math.min(total, word * 32 + 32); host++) {
        if (hasBit(held, host) && ordinary(host)) letGo(host);
      }
    }
  }

  return {
    open(host, port, ttlWindow, rttMicros, response) {
      if (total === 0) {
        tell(addressOfHost(setup.table, host), port, ttlWindow, rttMicros, response); // the receiver knows what it has told
        return;
      }
      const index = portIndexOf(port);
      if (index < 0 || hasBit(toldBits, host * ports + index)) return;
      if (judge.possible && (hasBit(held, host) || !looksOrdinary(host))) {
        setBit(held, host);
        details.keep(host, index, ttlWindow, rttMicros);
        return;
      }
      setBit(toldBits, host * ports + index);
      tell(addressOfHost(setup.table, host), port, ttlWindow, rttMicros, response);
    },
    look() {
      if (asked?.look() === true) letGoWhere(looksOrdinary);
    },
    release(interrupted) {
      letGoWhere((host) => {
        const all = Math.min(mine(host), hosts.sent[host]);
        return !judge.answersAll(hosts.open[host], refused(host), all, interrupted);
      });
    },
    answersAll: (host) => judge.possible && hasBit(held, host),
    isTold: (host, portIndex) => hasBit(toldBits, host * ports + portIndex),
    toldOf: (host) => countBits(toldBits, host * ports, (host + 1) * ports),
    get told() {
      return told;
    },
  };
}
