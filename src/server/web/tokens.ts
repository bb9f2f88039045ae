// What proves that somebody may come in: a token for each role, made at the first start and kept.
//
// Rules:
//  1. 256 bits from the system's randomness, in a file that its owner alone may read.
//  2. Tokens are compared by their hashes, in constant time: how long it takes tells nothing.
//  3. A file whose mode lets others read it is not trusted: it is an error that says what to do.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../api.ts';
import { ServerError } from '../server-error.ts';

export type Tokens = Readonly<Record<Role, string>>;

const ROLES: readonly Role[] = ['operator', 'viewer'];
const FORM = /^[\w-]{43}$/;

/** `folder`: exists. Throws E_STATE. */
export async function keptTokens(folder: string): Promise<Tokens> {
  const [operator, viewer] = await Promise.all(ROLES.map((role) => keptToken(join(folder, `${role}.token`))));
  return { operator, viewer };
}

async function keptToken(path: string): Promise<string> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      const token = randomBytes(32).toString('base64url');
      await file.writeFile(`${token}\n`);
      await file.sync();
      return token;
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw new ServerError('E_STATE', `${path} cannot be written: ${(error as Error).message}`);
    }
  }
  if (((await stat(path)).mode & 0o077) !== 0) {
    throw new ServerError(
      'E_STATE',
      `others may read ${path}: remove it, so that a new token is made, or chmod 600 it`,
    );
  }
  const token = (await readFile(path, 'utf8')).trim();
  if (FORM.test(token)) return token;
  throw new ServerError('E_STATE', `${path} holds no token: remove it, so that a new one is made`);
}

/** Null where it is nobody's. */
export function roleOf(tokens: Tokens, given: string): Role | null {
  let found: Role | null = null;
  // Both are compared, whichever it is.
  for (const role of ROLES) if (isSame(tokens[role], given)) found ??= role;
  return found;
}

export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(hash(a), hash(b));
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
