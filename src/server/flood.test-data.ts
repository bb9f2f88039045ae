// A scan that finds very much in little time.
import { setTimeout as sleep } from 'node:timers/promises';
import type { PortFinding } from '../finding/finding.ts';
import type { Scan } from '../survey/fake.test-data.ts';
import { endOfScan } from '../survey/run.test-data.ts';
import { formatIpv4 } from '../wire/address.ts';
import type { StartRequest } from './api.ts';

const FIRST = 0xc612_0000; // 198.18.0.0
/** Open ports of each host. */
const PORTS = 100;

export interface Flood {
  readonly scan: Scan;
  readonly request: StartRequest;
}

export interface FloodOptions {
  readonly count: number;
  /** Default: as fast as they are taken. */
  readonly perSecond?: number;
  /** Of notices in place of ports: so many characters each. */
  readonly length?: number;
}

export function floodOf({ count, perSecond = Number.POSITIVE_INFINITY, length }: FloodOptions): Flood {
  const text = 'x'.repeat(length ?? 0);
  const scan: Scan = async function* (spec) {
    const begun = performance.now();
    for (let k = 0; k < count; k++) {
      if (length === undefined) yield open(formatIpv4(FIRST + Math.floor(k / PORTS)), 1000 + (k % PORTS));
      else yield { type: 'notice', code: 'N_FLOOD', text };
      const due = begun + (k / perSecond) * 1000;
      if (k % 100 === 0) await sleep(Math.max(0, due - performance.now()));
    }
    yield endOfScan(spec);
  };
  return { scan, request: { targets: ['198.18.0.0/16'], ports: '22', services: false, identity: false, udp: 'none' } };
}

function open(ip: string, port: number): PortFinding {
  return { type: 'port', ip, proto: 'tcp', port, state: 'open', reason: 'syn-ack', rttMs: 0.2, ttl: 64 };
}
