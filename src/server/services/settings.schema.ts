import { z } from 'zod';
import type { Declared } from '../../finding/declared.schema.ts';
import { method, nothing } from '../rpc/method.schema.ts';
import { rate, targets } from './surveys/start-request.schema.ts';

export const get = method('settings/get', 'What scans have by default', nothing, z.record(z.string(), z.unknown()));

export const set = method(
  'settings/set',
  'Changes a setting: exclude (targets that are never asked), rate (probes a second that are never exceeded; null: none)',
  z.strictObject({ name: z.string().max(50), value: z.unknown() }),
  z.null(),
);

/** What there is; what is missing has its default. */
export const SETTINGS = z.strictObject({
  exclude: targets.default([]),
  rate: rate.nullable().default(null),
});

export type SettingValues = Declared<typeof SETTINGS>;
