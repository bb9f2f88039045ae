// Makes a standing scenario fit for a scanner that sends and receives by XDP.
import type { Lab } from '../network/build.ts';
import { LabError } from '../process.ts';
import { labProgram } from '../program.ts';

/**
 * Takes the lab's own program off the scanner's interfaces, and puts one at the other end of each of its links: a veth
 * takes frames from XDP only while it has a native program itself. Hosts that answer from XDP have one already.
 */
export async function readyForXdp(lab: Lab): Promise<void> {
  await lab.passXdp(false);
  const scanner = lab.scenario.nodes[0].name;
  for (const [index, link] of lab.scenario.links.entries()) {
    if (link.kind !== 'wire' && link.kind !== 'bridge') continue;
    const [end, other] = link.ends;
    if (end.node !== scanner) continue;
    const peer =
      link.kind === 'wire' ? ([other.node, other.interface] as const) : ([`switch-${index}`, 'port0'] as const);
    const line = await lab.start(peer[0], process.execPath, [labProgram('xdp/xdp-pass'), peer[1]]).line();
    if (line !== 'ready') throw new LabError('E_LAB_COMPANION', `expected "ready", got "${line.slice(0, 200)}"`);
  }
}
