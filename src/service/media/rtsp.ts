// RTSP: RFC 2326 (1.0), RFC 7826 (2.0). OPTIONS asks what a server can do and changes nothing; the status line is its own.
//
// An HTTP server that is asked in RTSP's words may answer `RTSP/1.0 400` (it copies the version): only an answer with the
// number of the question (CSeq) or the methods of RTSP is a server of it.
import { ascii } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { parseResponse } from '../web/response.ts';
import { namedProduct } from '../words/product.ts';

const METHODS = /\b(?:DESCRIBE|SETUP|PLAY|TEARDOWN|ANNOUNCE)\b/;
const AIRTUNES = /^AirTunes\/(\d[\w.]{0,20})/;

export const rtsp = defineService({
  name: 'rtsp',
  title: 'Real Time Streaming Protocol',
  specification: 'RFC 2326',
  ports: [554, 8554, 7070, 5000, 7000, 10554],
  tlsPorts: [322],
  hello: ({ ip, port }) =>
    ascii(
      `OPTIONS rtsp://${ip.includes(':') ? `[${ip}]` : ip}:${port}/ RTSP/1.0\r\nCSeq: 42\r\nUser-Agent: Portolan\r\n\r\n`,
    ),

  read({ text, to }): Verdict | null {
    const response = parseResponse(text, 'RTSP');
    if (response === null) return null;
    const { fields, status } = response;
    const methods = fields.get('public') ?? '';
    const isAnswered = to === 'rtsp' && fields.get('cseq') === '42';
    const isServer = METHODS.test(methods) || isAnswered;
    const server = fields.get('server') ?? '';
    const airTunes = AIRTUNES.exec(server);
    if (airTunes !== null) {
      return {
        confidence: isServer ? 1 : 0.7,
        service: 'airplay',
        product: 'Apple AirTunes',
        version: airTunes[1],
        details: { status, methods },
      };
    }
    const named = server === '' ? null : namedProduct(server);
    return {
      confidence: !isServer ? 0.5 : named === null ? 0.9 : 1,
      ...(named ?? {}),
      details: { status, ...(methods === '' ? {} : { methods }), ...(server === '' ? {} : { server }) },
    };
  },
});
