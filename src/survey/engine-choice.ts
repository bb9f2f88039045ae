// Which engine a stage uses, and what a person has to know about it. The doctor shows the same.

import type { ProbeName } from '../probe/probe-name.ts';
import { PROBES } from '../probe/probes.ts';
import type { EngineName } from '../scan/engine-name.ts';
import { HOW_TO_GET_RAW } from './raw-rights.ts';
import { SurveyError } from './survey-error.ts';

export interface EngineChoice {
  /** `auto`: kernel where it pays and works, else raw; the engine's process finds out. */
  readonly engine: EngineName;
  /** Why this one. */
  readonly why: string;
  /** What it costs and how to get more; null where nothing is lost. */
  readonly cost: string | null;
}

const ASKED_FOR = 'it was asked for';
const ALLOWED = 'raw sockets are allowed (CAP_NET_RAW)';
export const CONNECT_COST = 'full connections instead of half-open ones, slower, no ARP and no hardware addresses';

/**
 * `mayOpenRaw` is asked only where it matters. Throws E_NO_PERMISSION, E_NO_ENGINE, E_PROBE. Without raw
 * sockets there are full connections in place of SYNs, and ordinary sockets for datagrams; in place of the others there is nothing.
 */
export function chooseEngine(
  wanted: EngineName,
  platform: NodeJS.Platform,
  mayOpenRaw: () => boolean,
  probe: ProbeName = 'syn',
): EngineChoice {
  if (!PROBES[probe].byConnect) return chooseForOther(probe, wanted, platform, mayOpenRaw);
  if (wanted === 'connect') return { engine: 'connect', why: ASKED_FOR, cost: null };
  // Of UDP ordinary sockets find as much.
  const cost = probe === 'syn' ? CONNECT_COST : null;
  if (platform !== 'linux') {
    const why = `raw sockets are used on Linux only, this is ${platform}`;
    if (wanted !== 'auto') {
      const name = wanted === 'raw' ? 'raw engine (-sS)' : 'kernel engine';
      throw new SurveyError('E_NO_ENGINE', `no ${name} here: ${why}; use --engine connect`);
    }
    return { engine: 'connect', why, cost };
  }
  if (mayOpenRaw()) {
    return { engine: wanted, why: wanted === 'kernel' ? ASKED_FOR : ALLOWED, cost: null };
  }
  if (wanted !== 'auto') {
    const name = wanted === 'raw' ? 'raw engine (-sS)' : 'kernel engine';
    throw new SurveyError(
      'E_NO_PERMISSION',
      `the ${name} needs raw sockets (CAP_NET_RAW), which this process may not open: ${HOW_TO_GET_RAW}; or use --engine connect`,
    );
  }
  return { engine: 'connect', why: 'raw sockets are not allowed (no CAP_NET_RAW)', cost };
}

function chooseForOther(
  probe: ProbeName,
  wanted: EngineChoice['engine'],
  platform: NodeJS.Platform,
  mayOpenRaw: () => boolean,
): EngineChoice {
  const needs = `the probe ${probe} needs raw sockets`;
  if (wanted === 'connect') {
    throw new SurveyError('E_PROBE', `${needs}: the connect engine makes TCP connections; leave out --engine connect`);
  }
  if (platform !== 'linux') {
    throw new SurveyError('E_NO_ENGINE', `${needs}, which are used on Linux only; this is ${platform}`);
  }
  if (!mayOpenRaw()) {
    throw new SurveyError(
      'E_NO_PERMISSION',
      `${needs} (CAP_NET_RAW), which this process may not open: ${HOW_TO_GET_RAW}`,
    );
  }
  return { engine: wanted, why: wanted === 'kernel' ? ASKED_FOR : ALLOWED, cost: null };
}
