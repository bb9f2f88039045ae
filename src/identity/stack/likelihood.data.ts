// How likely a stack is to show what its signature does not name, and how likely one that nobody has described is to show
// what it shows. Together they say how much a trait weighs: what a setting changes (TTL, window, scale, fragments) weighs little,
// what is in the code (the order and the padding of options, the window of a RST, the code of an echo) is not argued away.
import type { Expected } from './signatures.data.ts';
import type { Trait } from './traits.ts';

/** A word that the signature does not name, where it has the trait. */
export const UNNAMED: Readonly<Record<Trait, number>> = {
  layout: 2e-7,
  ttl: 0.02,
  fragment: 0.02,
  window: 0.04,
  scale: 0.02,
  id: 0.02,
  clock: 0.03,
  resetWindow: 0.01,
  resetFragment: 0.05,
  resetId: 0.03,
  echoCode: 0.01,
  echoFragment: 0.03,
  echoId: 0.01,
  echoTtl: 0.02,
};

/** Of a stack that has no signature here, and where a signature does not have the trait. `other`: any word that is not named. */
export const NOBODY: Readonly<Record<Trait, Expected>> = {
  layout: { M: 0.1, other: 0.003 },
  ttl: { 64: 0.5, 128: 0.2, 255: 0.2, other: 0.05 },
  fragment: { df: 0.6, may: 0.4 },
  window: { segments: 0.3, 65535: 0.2, 8192: 0.1, 16384: 0.05, 32768: 0.05, other: 0.1 },
  scale: { 0: 0.2, other: 0.12 },
  id: { zero: 0.35, steps: 0.4, random: 0.2, other: 0.1 },
  clock: { 1000: 0.35, 100: 0.15, random: 0.2, slow: 0.15, other: 0.1 },
  resetWindow: { none: 0.88, some: 0.09, ours: 0.03 },
  resetFragment: { df: 0.6, may: 0.4 },
  resetId: { zero: 0.4, some: 0.6 },
  echoCode: { kept: 0.75, cleared: 0.25 },
  echoFragment: { df: 0.4, may: 0.6 },
  echoId: { some: 0.97, zero: 0.03 },
  echoTtl: { same: 0.7, 255: 0.25, other: 0.05 },
};

export const NOBODYS_SHARE = 0.06;
