// HTTP/2: RFC 9113. A client says its preface and its SETTINGS; the server's first frame is SETTINGS (section 3.4).
//
//   frame      length u24, type u8, flags u8, stream u32 (bit 31 reserved)
//   SETTINGS   type 4, of stream 0, its length a multiple of 6: identifier u16, value u32
//   GOAWAY     type 7, of stream 0: last stream u32, error u32, words
//
// Whoever was given HTTP/1 words over a port of HTTP/2 alone answers with SETTINGS or GOAWAY: that identifies as well.
import { ascii, clean, textAt, u8, u16, u24, u32 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { isGrpc, mayBeGrpc, REFLECTION, servicesOf } from './grpc.ts';
import { askOverHttp2, type Http2Request, PREFACE } from './over-http2.ts';
import type { HttpResponse } from './response.ts';
import { verdictOf } from './verdict.ts';

const SETTINGS = 4;
const GOAWAY = 7;
const ACK = 1;
/** RFC 9113 section 6.5.2, RFC 8441: 8. */
const SETTING_NAMES = [
  '',
  'headerTableSize',
  'enablePush',
  'maxConcurrentStreams',
  'initialWindowSize',
  'maxFrameSize',
  'maxHeaderListSize',
  '',
  'enableConnectProtocol',
];
const SETTINGS_MOST = 32;

export const http2 = defineService({
  name: 'h2c',
  title: 'HTTP/2 by prior knowledge',
  specification: 'RFC 9113',
  ports: [],
  tlsPorts: [50051],
  hello: PREFACE,
  yield: 4,

  read({ bytes, closed }): Verdict | null {
    const settings = settingsOf(bytes);
    if (settings !== null) return { confidence: 0.95, details: { settings } };
    if (bytes.length < 9 && !closed && bytes.length > 3 && u24(bytes, 0) % 6 === 0 && u8(bytes, 3) === SETTINGS) {
      return { confidence: 0.1, more: true };
    }
    const isGoAway = u8(bytes, 3) === GOAWAY && u32(bytes, 5) === 0 && u24(bytes, 0) >= 8 && u24(bytes, 0) < 300;
    // Errors have the numbers 0 to 13 (section 7).
    if (!isGoAway || u32(bytes, 9) !== 0 || bytes.length < 17 || u32(bytes, 13) > 13) return null;
    const words = clean(textAt(bytes, 17, u24(bytes, 0) - 8));
    return { confidence: 0.85, ...(words === '' ? {} : { details: { goaway: words } }) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const response = await askAnew(talk, { path: '/', method: 'GET' });
    if (response !== null && !mayBeGrpc(response))
      return { ...verdict, ...withoutService(verdictOf(response), verdict) };
    const answer = await askAnew(talk, REFLECTION);
    if (answer === null || !isGrpc(answer)) {
      return response === null ? verdict : { ...verdict, ...withoutService(verdictOf(response), verdict) };
    }
    const services = servicesOf(ascii(answer.body));
    return {
      ...verdict,
      confidence: 0.95,
      service: 'grpc',
      details: { ...verdict.details, ...(services.length > 0 ? { services } : {}) },
    };
  },
});

/** What was said before, by whomever: on a connection of its own. */
async function askAnew(talk: Talk, request: Http2Request): Promise<HttpResponse | null> {
  const fresh = await talk.again();
  if (fresh === null) return null;
  const response = await askOverHttp2(fresh, request);
  fresh.close();
  return response;
}

/** The settings stay beside what the response told. */
function withoutService({ details, ...told }: Verdict, { details: before }: Verdict): Partial<Verdict> {
  return { ...told, details: { ...before, ...details } };
}

/** What the first frame sets; null: it is no SETTINGS. */
function settingsOf(bytes: Uint8Array): Record<string, number> | null {
  const length = u24(bytes, 0);
  const isSettings = u8(bytes, 3) === SETTINGS && (u8(bytes, 4) === 0 || (u8(bytes, 4) === ACK && length === 0));
  if (bytes.length < 9 + length || !isSettings || u32(bytes, 5) !== 0) return null;
  if (length % 6 !== 0 || length > 6 * SETTINGS_MOST) return null;
  const settings: Record<string, number> = {};
  for (let at = 9; at < 9 + length; at += 6) {
    const name = SETTING_NAMES[u16(bytes, at)];
    if (name) settings[name] = u32(bytes, at + 2);
  }
  return settings;
}
