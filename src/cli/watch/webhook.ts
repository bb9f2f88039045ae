// Changes posted to a web hook.
//
//  1. Only http and https, no redirection: what a network shows goes where its owner said, and nowhere else.
//  2. Where nobody answers in time, and where the server is busy or broken, it is tried again, three times in all.
//  3. Of very many changes the first are posted, and how many more there are.
import { setTimeout } from 'node:timers/promises';
import type { Change } from '../../inventory/diff/change.ts';

const TIME_MS = 10_000;
const WAITS_MS: readonly number[] = [1_000, 4_000];
const CHANGES_MOST = 1_000;

/** What went wrong, in a sentence; null: nothing did. `waitsMs`: before each further try. */
export async function postChanges(
  url: string,
  changes: readonly Change[],
  signal: AbortSignal,
  waitsMs: readonly number[] = WAITS_MS,
): Promise<string | null> {
  const shown = changes.slice(0, CHANGES_MOST).map((change) => ({ v: 1, ...change }));
  const body = JSON.stringify({ v: 1, type: 'changes', changes: shown, more: changes.length - shown.length });
  let fault: string | null = null;
  for (const wait of [0, ...waitsMs]) {
    if (wait > 0) await setTimeout(wait, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const tried = await post(url, body, signal);
    if (tried === null) return null;
    fault = tried.fault;
    if (!tried.again) break;
  }
  return `--webhook ${new URL(url).origin}: ${fault ?? 'it was ended'}`;
}

/** Null: it was taken. */
async function post(url: string, body: string, signal: AbortSignal): Promise<{ fault: string; again: boolean } | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'portolan' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]),
    });
    await response.body?.cancel();
    const { status } = response;
    if (status >= 200 && status < 300) return null;
    return { fault: `it answered ${status}`, again: status === 429 || status >= 500 };
  } catch (error) {
    const { message, cause } = error as Error & { readonly cause?: { readonly code?: string } };
    return { fault: cause?.code ?? message, again: true };
  }
}
