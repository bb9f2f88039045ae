// JSON-RPC over two streams, for a program that starts this one: messages framed as in the Language Server Protocol (Content-Length).
// Whoever started the process may do what an operator may.
import type { Readable, Writable } from 'node:stream';
import { StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { type RpcHost, serveConnection } from './connection.ts';

/** Resolves when the input has ended. */
export function serveStreams(host: RpcHost, input: Readable, output: Writable): Promise<void> {
  return serveConnection(host, {
    reader: new StreamMessageReader(input),
    writer: new StreamMessageWriter(output),
    role: 'operator',
    waiting: () => output.writableLength,
  });
}
