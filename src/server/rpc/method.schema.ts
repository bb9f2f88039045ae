// What a method takes and gives, as schemas that must agree with the API's types.
import { z } from 'zod';
import type { MethodName, Methods } from '../api.ts';

export interface MethodSchema<Params = unknown, Result = unknown> {
  /** A sentence, for whoever reads the description of the API. */
  readonly about: string;
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
}

/** The compiler holds the schemas to `Methods[name]`. */
export function method<M extends MethodName>(
  _name: M,
  about: string,
  params: z.ZodType<Methods[M]['params']>,
  result: z.ZodType<Methods[M]['result']>,
): MethodSchema<Methods[M]['params'], Methods[M]['result']> {
  return { about, params, result };
}

/** Of methods without parameters; an empty object is none, too. */
export const nothing: z.ZodType<undefined> = z
  .strictObject({})
  .optional()
  .transform(() => undefined) as unknown as z.ZodType<undefined>;
