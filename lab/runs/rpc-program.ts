// `portolan rpc` as a program that another one starts: messages framed as in the Language Server Protocol ("Content-Length: N", an empty
// line, N bytes).
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import type { EventBatch, MethodName, Methods, ServerEvent } from '../../src/server/api.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly data?: { readonly code?: string } };
}

export interface RpcProgram {
  readonly child: ChildProcessWithoutNullStreams;
  /** Rejects with an error whose `code` is the answer's. */
  call<M extends MethodName>(method: M, params?: Methods[M]['params']): Promise<Methods[M]['result']>;
  /** All that were pushed. */
  readonly events: readonly ServerEvent[];
  /** Resolves when it is so; looked at whenever something was said. Rejects when the program ends before. */
  until(isSo: () => boolean): Promise<void>;
}

export function startRpc(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): RpcProgram {
  const child = spawn(command, args, { env });
  child.stderr.resume();
  const answers = new Map<number, (message: Message) => void>();
  const events: ServerEvent[] = [];
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  let waiting = Buffer.alloc(0);
  let last = 0;
  let heard = Promise.withResolvers<void>();
  child.once('exit', (code) => over.reject(new Error(`portolan rpc has ended: ${code}`)));

  function take(message: Message): void {
    if (message.method === undefined) answers.get(message.id!)?.(message);
    else if (message.method === 'events/batch') events.push(...(message.params as EventBatch).events);
    heard.resolve();
    heard = Promise.withResolvers();
  }

  child.stdout.on('data', (piece: Buffer) => {
    waiting = Buffer.concat([waiting, piece]);
    for (let end = waiting.indexOf('\r\n\r\n'); end >= 0; end = waiting.indexOf('\r\n\r\n')) {
      const length = Number(/^Content-Length: (\d+)/.exec(waiting.toString('latin1', 0, end))?.[1]);
      if (!Number.isInteger(length)) return over.reject(new Error('stdout is not the protocol alone'));
      if (waiting.length < end + 4 + length) return;
      const message = JSON.parse(waiting.toString('utf8', end + 4, end + 4 + length)) as Message;
      waiting = waiting.subarray(end + 4 + length);
      take(message);
    }
  });

  async function call(method: string, params: unknown = {}): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++last, method, params });
    const { promise, resolve } = Promise.withResolvers<Message>();
    answers.set(last, resolve);
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    const { result, error } = await Promise.race([promise, over.promise]);
    if (error !== undefined) throw Object.assign(new Error(error.message), { code: error.data?.code });
    return result;
  }

  return {
    child,
    call: call as RpcProgram['call'],
    events,
    async until(isSo) {
      while (!isSo()) await Promise.race([heard.promise, over.promise]);
    },
  };
}
