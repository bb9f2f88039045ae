// All records, a line each. The order decides only between equally sure verdicts, and between hellos of one port.
import { redis } from './databases/redis.ts';
import { smtp } from './mail/smtp.ts';
import { ssh } from './remote/ssh.ts';
import { tls } from './security/tls.ts';
import type { Service } from './service.ts';
import { http } from './web/http.ts';
import { http2 } from './web/http2.ts';

export const REGISTRY: readonly Service[] = [
  // web
  http,
  http2,
  // remote
  ssh,
  // mail
  smtp,
  // databases
  redis,
  // security
  tls,
];
