// Sessions of browsers: a cookie that says who it is for and until when, signed with that role's token. Nothing is kept here, so
// that a session outlives the server, and ends when the token is made anew.
import { createHmac } from 'node:crypto';
import type { Role } from '../api.ts';
import { isSame, type Tokens } from './tokens.ts';

const DAYS = 30;
export const SESSION_SECONDS = DAYS * 86_400;

const FORM = /^(operator|viewer)\.(\d{1,12})\.([0-9a-f]{64})$/;

/** Cookies know no ports: each server of this machine has one of its own. */
export function cookieName(port: number): string {
  return `portolan-${port}`;
}

export function makeSession(tokens: Tokens, role: Role, now: number = Date.now()): string {
  const until = Math.floor(now / 1000) + SESSION_SECONDS;
  return `${role}.${until}.${sign(tokens, role, until)}`;
}

/** Null where it is none of ours, or over. */
export function readSession(tokens: Tokens, value: string, now: number = Date.now()): Role | null {
  const match = FORM.exec(value);
  if (match === null) return null;
  const [role, until] = [match[1] as Role, Number(match[2])];
  return isSame(sign(tokens, role, until), match[3]) && until * 1000 > now ? role : null;
}

export function setCookie(name: string, value: string, secure: boolean): string {
  const parts = [`${name}=${value}`, 'Path=/', `Max-Age=${SESSION_SECONDS}`, 'HttpOnly', 'SameSite=Strict'];
  return [...parts, ...(secure ? ['Secure'] : [])].join('; ');
}

/** Of a Cookie header (RFC 6265). */
export function cookieIn(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

function sign(tokens: Tokens, role: Role, until: number): string {
  return createHmac('sha256', tokens[role]).update(`portolan session ${role} ${until}`).digest('hex');
}
