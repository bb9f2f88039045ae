// One page by HTTP, of the host itself: so many bytes, so much time, no other host, no redirection followed. Node's HTTP takes a
// twelfth of a second to load: it is loaded with the first page.

export const PAGE_MOST = 262_144;

export interface Page {
  readonly method?: 'GET' | 'POST';
  readonly port: number;
  readonly path: string;
  readonly type?: string;
  readonly body?: Uint8Array;
}

/** What came, cut at PAGE_MOST; null where nothing did, or it is no page (a status of 300 or more). Never rejects. */
export async function fetchPage(
  ip: string,
  { method = 'GET', port, path, type, body }: Page,
  signal: AbortSignal,
  withinMs: number,
): Promise<Uint8Array | null> {
  const signals = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.round(withinMs)))]);
  const { request } = await import('node:http');
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const done = (): void => resolve(length === 0 ? null : Buffer.concat(chunks).subarray(0, PAGE_MOST));
    try {
      const asked = request({
        ...{ host: ip, port, path, method, signal: signals, agent: false, maxHeaderSize: 8192 },
        headers: {
          'User-Agent': 'Portolan',
          Connection: 'close',
          ...(type === undefined ? {} : { 'Content-Type': type }),
          ...(body === undefined ? {} : { 'Content-Length': body.length }),
        },
      });
      asked.on('error', done);
      asked.on('response', (response) => {
        if ((response.statusCode ?? 500) >= 300) {
          response.destroy();
          return;
        }
        response.on('data', (chunk: Uint8Array) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length >= PAGE_MOST) response.destroy();
        });
        response.on('error', done);
        response.on('close', done);
      });
      asked.on('close', done);
      asked.end(body);
    } catch {
      // A path that no request can have.
      resolve(null);
    }
  });
}
