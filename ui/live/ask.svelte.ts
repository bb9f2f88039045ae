// A question to the server that a view depends on: asked again when its parameters change and when the answer may have changed.
import type { Methods } from '../../src/server/api.ts';
import { live } from './live.svelte.ts';
import { reasonOf } from './reason.ts';

export interface Answer<Result> {
  /** The last one that came; stays while the next one is on its way. */
  readonly result: Result | null;
  /** Why there is none. */
  readonly error: string | null;
  readonly isPending: boolean;
}

/**
 * In a component's script. `params` null: nothing is asked. `isLive`: again, whenever lists of the server may have changed; else only
 * when the connection is there again.
 */
export function ask<M extends keyof Methods>(
  method: M,
  params: () => Methods[M]['params'] | null,
  isLive = true,
): Answer<Methods[M]['result']> {
  let result = $state.raw<Methods[M]['result'] | null>(null);
  let error = $state<string | null>(null);
  let isPending = $state(true);
  $effect(() => {
    const asked = params();
    if (isLive) live.listBeat;
    else live.epoch;
    if (asked === null) return;
    let isWanted = true;
    isPending = true;
    live
      .call(method, asked)
      .then(
        (answer) => {
          if (isWanted) [result, error] = [answer, null];
        },
        (reason) => {
          if (isWanted) error = reasonOf(reason);
        },
      )
      .finally(() => {
        if (isWanted) isPending = false;
      });
    return () => {
      isWanted = false;
    };
  });
  return {
    get result() {
      return result;
    },
    get error() {
      return error;
    },
    get isPending() {
      return isPending;
    },
  };
}
