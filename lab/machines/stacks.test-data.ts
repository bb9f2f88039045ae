// Stacks of other systems as a responder of the lab wears them, each by the family that it belongs to. The facts are those of
// src/identity/stack/signatures.data.ts, which says where they are published.
import type { Clothes } from './stack-responder.ts';

const BSD: Clothes = {
  layout: 'MNWST',
  segment: 1460,
  scale: 6,
  window: 65_535,
  ttl: 64,
  dontFragment: true,
  id: 'zero',
  clock: null,
  resetWindow: 0,
  echo: { ttl: 64, dontFragment: true, keepsCode: true },
};

const WINDOWS: Clothes = {
  ...BSD,
  layout: 'MNWNNS',
  scale: 8,
  ttl: 128,
  id: 'steps',
  echo: { ttl: 128, dontFragment: false, keepsCode: false },
};

const CISCO: Clothes = {
  ...BSD,
  layout: 'M',
  segment: 536,
  window: 4128,
  ttl: 255,
  dontFragment: false,
  id: 'random',
  echo: { ttl: 255, dontFragment: false, keepsCode: true },
};

/** By address. `family` null: nobody has described it, and nothing is to be said. */
export const DRESSED: Readonly<Record<string, { readonly family: string | null; readonly clothes: Clothes }>> = {
  '198.18.8.10': { family: 'windows', clothes: WINDOWS },
  '198.18.8.11': { family: 'windows', clothes: { ...WINDOWS, layout: 'MNWST', window: 8192, clock: 100 } },
  '198.18.8.12': { family: 'windows', clothes: { ...WINDOWS, layout: 'MNWNNTNNS', scale: 0, clock: 0 } },
  '198.18.8.20': { family: 'freebsd', clothes: BSD },
  '198.18.8.21': {
    family: 'openbsd',
    clothes: { ...BSD, layout: 'MNNSNWNNT', window: 16_384, id: 'random', echo: { ...BSD.echo, ttl: 255 } },
  },
  '198.18.8.22': {
    family: 'netbsd',
    clothes: { ...BSD, window: 32_768, scale: 3, id: 'random', clock: 2, echo: { ...BSD.echo, ttl: 255 } },
  },
  '198.18.8.23': { family: 'apple', clothes: { ...BSD, layout: 'MNWNNTSE', clock: 1000 } },
  '198.18.8.30': {
    family: 'solaris',
    clothes: {
      ...BSD,
      layout: 'STMNW',
      window: 64_436,
      scale: 5,
      id: 'steps',
      clock: 100,
      echo: { ...BSD.echo, ttl: 255 },
    },
  },
  '198.18.8.40': { family: 'cisco-ios', clothes: CISCO },
  '198.18.8.50': { family: null, clothes: { ...BSD, layout: 'WTMS' } },
};
