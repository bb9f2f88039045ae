// Who comes in: the same for every request and for the upgrade to a WebSocket.
//
// Rules:
//  1. `Host` names this server by an address, as `localhost`, or by a name that it was told: a page of a stranger whose name was made
//     to point here (DNS rebinding) bears that stranger's name.
//  2. `Origin`, where there is one, is this server itself.
//  3. Then a token (`Authorization: Bearer`), or a session's cookie. A wrong token is no chance for a cookie.
import { isIP } from 'node:net';
import type { Role } from '../api.ts';
import type { LoginLimit } from './login-limit.ts';
import { cookieIn, cookieName, readSession } from './sessions.ts';
import { roleOf, type Tokens } from './tokens.ts';

export interface Refusal {
  readonly status: 400 | 401 | 403 | 421 | 429;
  readonly code: string;
  readonly text: string;
}

export interface GateOptions {
  readonly tokens: Tokens;
  /** Names of this server, in small letters. */
  readonly names: readonly string[];
  readonly secure: boolean;
  /** The port that it listens at. */
  readonly port: () => number;
  readonly limit: LoginLimit;
}

/** Of a request: headers by their names in small letters, and where it comes from. */
export interface Visit {
  header(name: string): string | undefined;
  readonly address: string;
}

export interface Gate {
  /** Rules 1 and 2; null where all is well. */
  place(visit: Visit): Refusal | null;
  /** Rule 3. */
  role(visit: Visit): Role | Refusal;
  /** A token that was given in another way. */
  byToken(token: string, address: string): Role | Refusal;
}

const HOST = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i;

const NOT_US: Refusal = {
  status: 421,
  code: 'E_HOST',
  text: 'this server is not called that: use its address, localhost, or a name given by --server-name',
};
const FOREIGN: Refusal = { status: 403, code: 'E_ORIGIN', text: 'a page of another server may not ask this one' };
const NO_LOGIN: Refusal = {
  status: 401,
  code: 'E_LOGIN',
  text: 'open the link that "portolan serve" printed when it started, or send its token: Authorization: Bearer TOKEN',
};
const WRONG: Refusal = { status: 401, code: 'E_TOKEN', text: 'this token is not one of this server' };
const BARRED: Refusal = {
  status: 429,
  code: 'E_TOO_MANY_LOGINS',
  text: 'too many wrong tokens came from your address: wait a minute',
};

export function createGate({ tokens, names, secure, port, limit }: GateOptions): Gate {
  function isOurs(host: string | undefined): boolean {
    const match = HOST.exec(host ?? '');
    if (match === null) return false;
    const name = (match[1] ?? match[2]).toLowerCase();
    return isIP(name) !== 0 || name === 'localhost' || names.includes(name);
  }

  function byToken(token: string, address: string): Role | Refusal {
    if (limit.isBarred(address)) return BARRED;
    const role = roleOf(tokens, token);
    if (role !== null) return role;
    limit.wrong(address);
    return WRONG;
  }

  return {
    place({ header }) {
      const [host, origin] = [header('host'), header('origin')];
      if (!isOurs(host)) return NOT_US;
      if (origin === undefined) return null;
      return origin.toLowerCase() === `${secure ? 'https' : 'http'}://${host}`.toLowerCase() ? null : FOREIGN;
    },
    byToken,
    role({ header, address }) {
      const authorization = header('authorization');
      if (authorization !== undefined) {
        const token = /^Bearer +([\w-]{1,200})$/i.exec(authorization)?.[1];
        return byToken(token ?? '', address);
      }
      const session = cookieIn(header('cookie'), cookieName(port()));
      return (session === null ? null : readSession(tokens, session)) ?? NO_LOGIN;
    },
  };
}
