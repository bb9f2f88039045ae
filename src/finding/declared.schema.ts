// From a declaration to its type.
import type { z } from 'zod';

/** The type of a value that nobody changes, all the way down. */
type Immutable<T> = T extends readonly (infer E)[]
  ? readonly Immutable<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Immutable<T[K]> }
    : T;

export type Declared<T extends z.ZodType> = Immutable<z.infer<T>>;
