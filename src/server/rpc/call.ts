// What a method is told of the call beside its parameters.
import type { ClientMethods, Role } from '../api.ts';

export interface Call {
  readonly role: Role;
  /** Aborted where the client takes the call back, or is gone. */
  readonly signal: AbortSignal;
  /** Whoever called, for as long as the connection lasts. */
  readonly client: Client;
  /** To whoever gave a progress token with the call; else to nobody. */
  progress(value: unknown): void;
}

/** A connection, whatever it goes over. */
export interface Client {
  /** Aborted when the connection is over. */
  readonly gone: AbortSignal;
  /** Asks the person there. False where nobody can be asked. */
  confirm(question: ClientMethods['client/confirm']['params']): Promise<boolean>;
  /** Has events sent from the one after `after` on; null: from now on. Returns the number of the last one before, and how many are gone. */
  subscribe(after: number | null): { from: number; missed: number };
}
