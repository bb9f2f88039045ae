// Targets behind an interface that cannot send are not asked: without carrier nothing leaves, and nobody would say so.
import type { Finding } from '../../finding/finding.ts';
import { LinkError } from '../../link/error.ts';
import { type InterfaceState, interfaceState, troubleOf } from '../../link/interfaces/interface-state.ts';
import type { HopGroup } from '../../link/routes/hop-segments.ts';
import { countFlat } from '../../target/flat-ranges.ts';

/**
 * The segments that can be asked now; each interface that cannot send is told once. Throws LinkError (E_NO_CARRIER,
 * E_INTERFACE_DOWN, E_INTERFACE_GONE) where that leaves nobody to ask.
 */
export function withCarrier(
  planned: readonly HopGroup[],
  emit: (finding: Finding) => void,
  stateOf: (interfaceIndex: number) => InterfaceState = interfaceState,
): HopGroup[] {
  const states = new Map<number, InterfaceState>();
  const lost = new Map<string, { state: Exclude<InterfaceState, 'up'>; targets: number }>();
  const left = planned.filter((segment) => {
    if (segment.kind === 'unreachable' || segment.kind === 'local') return true;
    const { interfaceIndex, interfaceName, ranges } = segment;
    const state = states.get(interfaceIndex) ?? stateOf(interfaceIndex);
    states.set(interfaceIndex, state);
    if (state === 'up') return true;
    const before = lost.get(interfaceName)?.targets ?? 0;
    lost.set(interfaceName, { state, targets: before + countFlat(ranges) });
    return false;
  });
  const nobody = left.every(({ kind }) => kind === 'unreachable');
  for (const [name, { state, targets }] of lost) {
    const { code, text } = troubleOf(name, state);
    const whole = `${text}; ${targets.toLocaleString('en')} ${targets === 1 ? 'target' : 'targets'} behind it not asked`;
    if (nobody) throw new LinkError(`E_${code}`, whole);
    emit({ type: 'notice', code: `N_${code}`, text: whole });
  }
  return left;
}
