// What a dry run prints: who would be asked, in the order in which they would be.
import { setImmediate } from 'node:timers/promises';
import type { ProbeName } from '../../probe/probe-name.ts';
import { PROBES } from '../../probe/probes.ts';
import { protocolOf } from '../../probe/ways.ts';
import { jsonLine } from '../../report/json-lines.ts';
import type { ScanPlan } from '../../survey/plan.ts';
import { formatIpv4 } from '../../wire/address.ts';
import { EXIT } from '../errors.ts';
import type { Interruption } from '../interruption.ts';
import type { Output } from '../output.ts';

/** Text that is written at once. */
const CHUNK_LENGTH = 65_536;

/** Returns the exit code. */
export async function printOrder(
  scans: readonly ScanPlan[],
  json: boolean,
  output: Output,
  interruption: Interruption,
): Promise<number> {
  const { dryRun } = await import('../../scan/order/dry-run.ts');
  let text = '';
  for (const { spec } of scans) {
    const line = orderLine(spec.probe, json, scans.length > 1);
    for (const [address, port] of dryRun(spec)) {
      text += line(formatIpv4(address), port);
      if (text.length < CHUNK_LENGTH) continue;
      output.out(text);
      text = '';
      await setImmediate(); // lets Ctrl-C through
      if (interruption.signal.aborted) return interruption.exitCode();
    }
  }
  output.out(text);
  return EXIT.finished;
}

/** `several`: probes of several protocols follow one another, and each line says its own. */
function orderLine(probe: ProbeName, json: boolean, several: boolean): (ip: string, port: number) => string {
  const { port: asked, upBy } = PROBES[probe].meaning;
  if (upBy !== undefined) return (ip, way) => wayLine(ip, way, json);
  const proto = asked?.proto ?? probe;
  if (json) return (ip, port) => jsonLine({ type: 'probe', ip, proto, ...(asked === null ? {} : { port }) });
  if (asked === null) return (ip) => `${ip}\n`;
  return several ? (ip, port) => `${ip}:${port}/${proto}\n` : (ip, port) => `${ip}:${port}\n`;
}

/** Hosts are asked in many ways. */
function wayLine(ip: string, way: number, json: boolean): string {
  const { proto, port } = protocolOf(way);
  if (json) return jsonLine({ type: 'probe', ip, proto, ...(port === null ? {} : { port }) });
  return port === null ? `${ip}/${proto}\n` : `${ip}:${port}/${proto}\n`;
}
