// JSON-RPC 2.0 with one client, both ways, whatever it goes over.
//
// Rules:
//  1. A client has so many calls at once and no more.
//  2. What it takes back ($/cancelRequest), and what it leaves behind when it goes, is ended by the call's signal.
//  3. A question to the person there has a time limit; no answer is a no.
import {
  type CancellationToken,
  createMessageConnection,
  type MessageReader,
  type MessageWriter,
  NullLogger,
} from 'vscode-jsonrpc/node';
import type { Role } from '../api.ts';
import type { Batch } from '../events/event-log.ts';
import type { Followers } from '../events/follower.ts';
import { ServerError } from '../server-error.ts';
import type { Client } from './call.ts';
import { responseError } from './errors.ts';
import { callMethod, type MethodTable } from './methods.ts';

const CALLS_MOST = 64;
const QUESTION_LIMIT_MS = 120_000;

export interface RpcHost {
  readonly methods: MethodTable;
  readonly followers: Followers;
  /** What nobody foresaw. */
  report(error: unknown): void;
  /** For figures. */
  called?(method: string, failed: boolean): void;
}

export interface Channel {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly role: Role;
  /** Bytes that were written and not taken. */
  waiting(): number;
  /** A notification that is UTF-8 already; default: as any other. */
  sendBytes?(message: Uint8Array): void;
}

/** Returns when the connection is over. */
export function serveConnection(host: RpcHost, channel: Channel): Promise<void> {
  const { reader, writer, role } = channel;
  const connection = createMessageConnection(reader, writer, NullLogger);
  const over = new AbortController();
  const gone = over.signal;
  let calls = 0;

  const sink = {
    waiting: channel.waiting,
    sendBatch(batch: Batch): void {
      if (channel.sendBytes === undefined) notify('events/batch', JSON.parse(paramsOf(batch)));
      else channel.sendBytes(messageOf(batch));
    },
  };
  const client: Client = {
    gone,
    confirm: ask,
    subscribe: (after) => host.followers.follow(sink, after, gone),
  };

  connection.onRequest((method: string, params: unknown, token: CancellationToken) => run(method, params, token));
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (): void => {
    over.abort();
    connection.dispose();
    resolve();
  };
  connection.onClose(end);
  connection.onError(() => {});
  connection.listen();
  return promise;

  async function run(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const cancelled = new AbortController();
    const listening = token.onCancellationRequested(() => cancelled.abort());
    calls++;
    try {
      if (calls > CALLS_MOST)
        throw new ServerError('E_BUSY', `more than ${CALLS_MOST} calls at once: wait for answers`);
      const { progressToken, rest } = split(params);
      const signal = AbortSignal.any([cancelled.signal, gone]);
      const progress = (value: unknown): void => {
        if (progressToken !== null && !gone.aborted) notify('$/progress', { token: progressToken, value });
      };
      const result = await callMethod(host.methods, method, rest, { role, signal, client, progress });
      host.called?.(method, false);
      return result ?? null;
    } catch (error) {
      host.called?.(method, true);
      return responseError(error, host.report);
    } finally {
      calls--;
      listening.dispose();
    }
  }

  function notify(method: string, params: object): void {
    connection.sendNotification(method, params).catch(() => {}); // it is gone
  }

  async function ask(question: { title: string; text: string }): Promise<boolean> {
    const { promise: late, resolve: giveUp } = Promise.withResolvers<false>();
    const timer = setTimeout(() => giveUp(false), QUESTION_LIMIT_MS);
    const leave = (): void => giveUp(false);
    gone.addEventListener('abort', leave, { once: true });
    try {
      return (await Promise.race([connection.sendRequest('client/confirm', question), late])) === true;
    } catch {
      return false; // it cannot be asked, or is gone
    } finally {
      clearTimeout(timer);
      gone.removeEventListener('abort', leave);
    }
  }
}

const messages = new WeakMap<Batch, Uint8Array>();

/** One for all clients that stand at the same place: a message for each of fifty was most of what the server's memory went into. */
function messageOf(batch: Batch): Uint8Array {
  let message = messages.get(batch);
  if (message === undefined) {
    message = Buffer.from(`{"jsonrpc":"2.0","method":"events/batch","params":${paramsOf(batch)}}`);
    messages.set(batch, message);
  }
  return message;
}

const paramsOf = ({ last, missed, events }: Batch): string => `{"last":${last},"missed":${missed},"events":${events}}`;

/** A progress token is the protocol's and no method's. */
function split(params: unknown): { progressToken: string | number | null; rest: unknown } {
  if (typeof params !== 'object' || params === null || Array.isArray(params))
    return { progressToken: null, rest: params };
  const { progressToken, ...rest } = params as Record<string, unknown>;
  const isToken = typeof progressToken === 'string' || typeof progressToken === 'number';
  return { progressToken: isToken ? progressToken : null, rest: progressToken === undefined ? params : rest };
}
