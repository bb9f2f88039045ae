// All rules: another table is a file beside this one, and a line here.
import { CAMERAS } from './cameras.ts';
import { COMPUTERS } from './computers.ts';
import { HOME } from './home.ts';
import { INDUSTRY } from './industry.ts';
import { MEDIA } from './media.ts';
import { NETWORK } from './network.ts';
import { PORTABLE } from './portable.ts';
import { PRINTING } from './printing.ts';
import type { KindRule } from './rule.ts';
import { TELEPHONY } from './telephony.ts';

export const RULES: readonly KindRule[] = [
  ...NETWORK,
  ...PRINTING,
  ...CAMERAS,
  ...MEDIA,
  ...COMPUTERS,
  ...PORTABLE,
  ...HOME,
  ...INDUSTRY,
  ...TELEPHONY,
];
