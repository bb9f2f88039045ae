// What a connect scan knows of each host that has answered anything: its counts, its round-trip time, its window, and
// the few ports that are told at the end. What each port is stands in the ledger, and what was told in the port book.

import type { Finding, PortReason } from '../../finding/finding.ts';
import type { RttEstimate } from '../../link/rtt.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { TELL_EACH } from '../book/host-end.ts';
import type { BookSetup, PortBook } from '../book/port-book.ts';
import { UP_MOST } from '../state/host-set.ts';
import { CLOSED, FILTERED, OPEN, setOnce } from '../state/ledger.ts';
import { createNumberTable } from '../state/number-table.ts';
import { type CongestionWindow, createWindow } from './window.ts';

export interface ConnectHost {
  /** False where there was no memory for it: it is made anew for each answer, and only counted. */
  readonly kept: boolean;
  readonly number: number;
  readonly address: number;
  /** It has answered itself; false where only routers have spoken of it. */
  up: boolean;
  open: number;
  closed: number;
  /** ICMP errors. */
  filtered: number;
  /** Probes that were not answered in time, each time. */
  missed: number;
  readonly roundTrip: RttEstimate;
  readonly window: CongestionWindow;
  /** Probes put off until the window has room, and whether the host is in the queue of those that have it. */
  waiting: number[];
  queued: boolean;
  /** Ports that are not open, as long as they are few enough to be told. */
  closedPorts: number[];
  filteredPorts: { port: number; reason: PortReason }[];
}

/** Answers of hosts of which nothing is kept. */
export interface OtherHosts {
  up: number;
  open: number;
  closed: number;
  filtered: number;
}

export interface ConnectHosts {
  readonly all: ReadonlyMap<number, ConnectHost>;
  /** Hosts that are up. */
  readonly up: number;
  /** Hosts for which there was no memory. */
  readonly others: OtherHosts;
  get(host: number): ConnectHost | undefined;
  /** The host, from now on known. `up`: it has answered itself. */
  meet(host: number, address: number, now: number, up: boolean, reason: PortReason, rtt: number): ConnectHost;
  /** `index`: which of the ports that are asked, here and below. */
  open(host: ConnectHost, index: number, rtt: number): void;
  closed(host: ConnectHost, index: number): void;
  filtered(host: ConnectHost, index: number, reason: PortReason): void;
}

/** `windowMost`: the largest window of a host; `most`: of how many hosts more is kept than that they are up. */
export function createConnectHosts(
  emit: (finding: Finding) => void,
  { state: { hosts: counts, ledger }, portNumbers }: BookSetup,
  book: PortBook,
  windowMost: number,
  most: number,
): ConnectHosts {
  const all = new Map<number, ConnectHost>();
  let up = 0;
  const others: OtherHosts = { up: 0, open: 0, closed: 0, filtered: 0 };
  const othersUp = createNumberTable(UP_MOST);

  const stateful = ledger.length > 0;

  function writeDown(host: ConnectHost, index: number, verdict: number): void {
    if (!stateful) return;
    setOnce(ledger, host.number * portNumbers.length + index, verdict);
    const column = verdict === OPEN ? counts.open : verdict === CLOSED ? counts.closed : counts.filtered;
    column[host.number]++;
  }

  return {
    all,
    get up() {
      return up;
    },
    others,
    get: (host) => all.get(host),
    meet(number, address, now, isUp, reason, rtt) {
      let host = all.get(number);
      if (host === undefined) {
        host = {
          kept: all.size < most,
          number,
          address,
          up: false,
          open: 0,
          closed: 0,
          filtered: 0,
          missed: 0,
          roundTrip: { smoothed: 0, variance: 0 },
          window: createWindow(windowMost, now),
          waiting: [],
          queued: false,
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
        emit({
          type: 'host',
          ip: formatIpv4(address),
          state: 'up',
          reason,
          ...(rtt > 0 ? { rttMs: rounded(rtt) } : {}),
        });
      }
      return host;
    },
    open(host, index, rtt) {
      host.open++;
      if (!host.kept) others.open++;
      writeDown(host, index, OPEN);
      book.open(host.number, portNumbers[index], 0, rtt * 1000, null);
    },
    closed(host, index) {
      host.closed++;
      if (!host.kept) others.closed++;
      if (host.closed <= TELL_EACH) host.closedPorts.push(portNumbers[index]);
      else host.closedPorts.length = 0;
      writeDown(host, index, CLOSED);
    },
    filtered(host, index, reason) {
      host.filtered++;
      if (!host.kept) others.filtered++;
      if (host.filtered <= TELL_EACH) host.filteredPorts.push({ port: portNumbers[index], reason });
      else host.filteredPorts.length = 0;
      writeDown(host, index, FILTERED);
    },
  };
}

/** Microseconds are all that the clock is good for. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}
