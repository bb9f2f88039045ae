// Interfaces that lose their carrier, or go, while something is sent through them.
import { type InterfaceState, interfaceState, troubleOf } from './interface-state.ts';

const LOOK_MS = 250;

/**
 * Tells of interfaces that can send no more, and that they can again: one line a change, and a change that is undone within
 * a look is none. What becomes of the scan is not decided here.
 */
export function createCarrierWatch(
  interfaces: readonly { readonly name: string; readonly index: number }[],
  tell: (code: string, text: string) => void,
  stateOf: (interfaceIndex: number) => InterfaceState = interfaceState,
): { tick(now: number): void } {
  const seen = interfaces.map((): InterfaceState => 'up');
  const told = interfaces.map((): InterfaceState => 'up');
  let lookedAt = Number.NEGATIVE_INFINITY;
  return {
    tick(now) {
      if (now - lookedAt < LOOK_MS) return;
      lookedAt = now;
      interfaces.forEach(({ name, index }, k) => {
        const state = stateOf(index);
        const settled = state === seen[k] && state !== told[k];
        seen[k] = state;
        if (!settled) return;
        told[k] = state;
        if (state === 'up') tell('N_CARRIER_BACK', `${name} can send again`);
        else {
          const { code, text } = troubleOf(name, state);
          tell(`N_${code}`, text);
        }
      });
    },
  };
}
