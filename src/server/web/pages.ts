// The files of the page, as they were built into one folder: read once, served by their names alone, so that no path leads anywhere else.
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Null where that is no shorter. */
  gzip(): Uint8Array<ArrayBuffer> | null;
  readonly etag: string;
  /** Its name changes with what is in it. */
  readonly immutable: boolean;
}

export interface Pages {
  /** `/assets/index-1a2b.js`; null where there is none of that name. */
  file(path: string): PageFile | null;
  /** For every address of a view; null where the page is not built. */
  readonly index: PageFile | null;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSIBLE = /text|javascript|json|svg/;
/** `NAME-HASH.js`, as the build names what is below assets/. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

export function readPages(folder: string): Pages {
  const files = new Map<string, PageFile>();
  if (existsSync(folder)) {
    // What else is built there belongs to the tests.
    for (const each of globSync(['index.html', 'favicon.svg', 'assets/*.*'], { cwd: folder })) {
      const path = `/${each.replaceAll('\\', '/')}`;
      const type = TYPES[extname(path)];
      if (type !== undefined) files.set(path, fileOf(join(folder, each), path, type));
    }
  }
  return { file: (path) => files.get(path) ?? null, index: files.get('/index.html') ?? null };
}

function fileOf(from: string, path: string, type: string): PageFile {
  const bytes = new Uint8Array(readFileSync(from));
  let made: Uint8Array<ArrayBuffer> | null | undefined;
  const gzip = (): Uint8Array<ArrayBuffer> | null => {
    if (made !== undefined) return made;
    const shorter = COMPRESSIBLE.test(type) ? new Uint8Array(gzipSync(bytes)) : bytes;
    made = shorter.length < bytes.length ? shorter : null;
    return made;
  };
  const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
  return { type, bytes, gzip, etag, immutable: HASHED.test(path) };
}

/** `dist/ui/` of this package, wherever this code was bundled to. */
export function pagesFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'dist', 'ui');
}
