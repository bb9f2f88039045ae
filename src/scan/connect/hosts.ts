// What a connect scan knows of each host that has answered anything: its counts, its round-trip time, its window, and the
// findings that wait for the verdict on it.

import type { Finding, PortReason } from '../../finding/finding.ts';
import type { RttEstimate } from '../../link/rtt.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { TELL_EACH } from '../book/host-end.ts';
import type { TarpitJudge } from '../book/tarpit.ts';
import { createBits, hasBit, setBit } from '../state/bits.ts';
import { UP_MOST } from '../state/host-set.ts';
import { createNumberTable } from '../state/number-table.ts';
import { type CongestionWindow, createWindow } from './window.ts';

export interface ConnectHost {
  /** False where there was no memory for it: it is made anew for each answer, and only counted. */
  readonly kept: boolean;
  readonly address: number;
  /** It has answered itself; false where only routers have spoken of it. */
  up: boolean;
  open: number;
  closed: number;
  /** ICMP errors. */
  filtered: number;
  /** Probes that were not answered in time, each time; and those of the first round. */
  missed: number;
  missedFirst: number;
  readonly roundTrip: RttEstimate;
  readonly window: CongestionWindow;
  /** Probes put off until the window has room, and whether the host is in the queue of those that have it. */
  waiting: number[];
  queued: boolean;
  /** Open ports held back; null where there is nothing to hold back. */
  held: HeldPorts | null;
  /** Ports that are not open, as long as they are few enough to be told. */
  closedPorts: number[];
  filteredPorts: { port: number; reason: PortReason }[];
}

/** Open ports held back, port and round-trip time in turn; of more than so many the ports alone, a bit each. */
export interface HeldPorts {
  readonly timed: number[];
  untimed: Uint32Array | null;
}

const TIMED_MOST = 1024;

/** Answers of hosts of which nothing is kept. */
export interface OtherHosts {
  up: number;
  open: number;
  closed: number;
  filtered: number;
}

export interface ConnectHosts {
  readonly all: ReadonlyMap<number, ConnectHost>;
  /** Hosts that are up, and open ports that were told. */
  readonly up: number;
  readonly told: number;
  /** Hosts for which there was no memory. */
  readonly others: OtherHosts;
  get(host: number): ConnectHost | undefined;
  /** The host, from now on known. `up`: it has answered itself. */
  meet(host: number, address: number, now: number, up: boolean, reason: PortReason, rtt: number): ConnectHost;
  open(host: ConnectHost, port: number, rtt: number): void;
  closed(host: ConnectHost, port: number): void;
  filtered(host: ConnectHost, port: number, reason: PortReason): void;
  /** It did not answer in time. `first`: what was asked for the first time. */
  missed(host: ConnectHost, first: boolean): void;
}

/** Does it look as if every port were open, by what it was asked so far? */
function isSuspicious(judge: TarpitJudge, host: ConnectHost): boolean {
  const refused = host.closed + host.filtered;
  return judge.suspicious(host.open, refused, host.open + refused + host.missedFirst);
}

/** `windowMost`: the largest window of a host; `most`: of how many hosts more is kept than that they are up. */
export function createConnectHosts(
  emit: (finding: Finding) => void,
  judge: TarpitJudge,
  windowMost: number,
  most: number,
): ConnectHosts {
  const all = new Map<number, ConnectHost>();
  let up = 0;
  let told = 0;
  const others: OtherHosts = { up: 0, open: 0, closed: 0, filtered: 0 };
  const othersUp = createNumberTable(UP_MOST);

  function releaseOrdinary(host: ConnectHost): void {
    if (host.held === null || isSuspicious(judge, host)) return;
    told += tellHeld(host, emit);
    host.held = null;
  }

  return {
    all,
    get up() {
      return up;
    },
    get told() {
      return told;
    },
    others,
    get: (host) => all.get(host),
    meet(number, address, now, isUp, reason, rtt) {
      let host = all.get(number);
      if (host === undefined) {
        host = {
          kept: all.size < most,
          address,
          up: false,
          open: 0,
          closed: 0,
          filtered: 0,
          missed: 0,
          missedFirst: 0,
          roundTrip: { smoothed: 0, variance: 0 },
          window: createWindow(windowMost, now),
          waiting: [],
          queued: false,
          held: null,
          closedPorts: [],
          filteredPorts: [],
        };
        if (host.kept) all.set(number, host);
        else if (othersUp.get(number) !== 0) host.up = true;
      }
      if (isUp && !host.up) {
        if (!host.kept) {
          others.up++;
          othersUp.set(number, 1);
        }
        host.up = true;
        up++;
        emit({ type: 'host', ip: formatIpv4(address), state: 'up', reason, rttMs: rounded(rtt) });
      }
      return host;
    },
    open(host, port, rtt) {
      host.open++;
      if (!host.kept) others.open++;
      if (isSuspicious(judge, host)) {
        hold(host, port, rtt);
      } else {
        releaseOrdinary(host);
        told++;
        emit(openPort(host, port, rtt));
      }
    },
    closed(host, port) {
      host.closed++;
      if (!host.kept) others.closed++;
      if (host.closed <= TELL_EACH) host.closedPorts.push(port);
      else host.closedPorts.length = 0;
      releaseOrdinary(host);
    },
    filtered(host, port, reason) {
      host.filtered++;
      if (!host.kept) others.filtered++;
      if (host.filtered <= TELL_EACH) host.filteredPorts.push({ port, reason });
      else host.filteredPorts.length = 0;
      releaseOrdinary(host);
    },
    missed(host, first) {
      host.missed++;
      if (first) host.missedFirst++;
      releaseOrdinary(host);
    },
  };
}

function hold(host: ConnectHost, port: number, rtt: number): void {
  host.held ??= { timed: [], untimed: null };
  const { held } = host;
  if (held.timed.length < 2 * TIMED_MOST) {
    held.timed.push(port, rtt);
  } else {
    held.untimed ??= createBits(65_536);
    setBit(held.untimed, port);
  }
}

/** Emits the open ports that were held back; how many. */
export function tellHeld(host: ConnectHost, emit: (finding: Finding) => void): number {
  if (host.held === null) return 0;
  const { timed, untimed } = host.held;
  for (let k = 0; k < timed.length; k += 2) emit(openPort(host, timed[k], timed[k + 1]));
  if (untimed === null) return timed.length / 2;
  let told = timed.length / 2;
  for (let port = 0; port < 65_536; port++) {
    if (!hasBit(untimed, port)) continue;
    told++;
    emit(openPort(host, port, null));
  }
  return told;
}

/** `rtt`: null where it is not known any more. */
function openPort(host: ConnectHost, port: number, rtt: number | null): Finding {
  const ip = formatIpv4(host.address);
  const time = rtt === null ? {} : { rttMs: rounded(rtt) };
  return { type: 'port', ip, proto: 'tcp', port, state: 'open', reason: 'connected', ...time };
}

/** Microseconds are all that the clock is good for. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
