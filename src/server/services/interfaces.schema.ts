import { z } from 'zod';
import { method, nothing } from '../rpc/method.schema.ts';

export const list = method(
  'interfaces/list',
  'Interfaces of this machine, and the networks that are reached through them',
  nothing,
  z.array(
    z.object({
      name: z.string(),
      mac: z.string().nullable(),
      addresses: z.array(z.string()),
      subnets: z.array(z.string()),
      isDefault: z.boolean(),
    }),
  ),
);
