// All records, a line each. The order decides only between equally sure verdicts, and between hellos of one port.
import { redis } from './databases/redis.ts';
import { smtp } from './mail/smtp.ts';
import { chromecast } from './media/chromecast.ts';
import { h323 } from './media/h323.ts';
import { icy } from './media/icy.ts';
import { mpd } from './media/mpd.ts';
import { rtmp } from './media/rtmp.ts';
import { rtsp } from './media/rtsp.ts';
import { sip } from './media/sip.ts';
import { stun } from './media/stun.ts';
import { teamspeak } from './media/teamspeak.ts';
import { ssh } from './remote/ssh.ts';
import { tls } from './security/tls.ts';
import type { Service } from './service.ts';
import { http } from './web/http.ts';
import { http2 } from './web/http2.ts';

export const REGISTRY: readonly Service[] = [
  // web
  http,
  http2,
  // media
  rtsp,
  sip,
  rtmp,
  icy,
  mpd,
  chromecast,
  stun,
  teamspeak,
  h323,
  // remote
  ssh,
  // mail
  smtp,
  // databases
  redis,
  // security
  tls,
];
