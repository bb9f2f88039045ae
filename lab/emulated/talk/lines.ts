// Conversations of a few lines.
import { randomBytes } from 'node:crypto';
import type { Talk } from '../host.ts';

/** A port that takes connections and says nothing. */
export const mute: Talk = {};

/** Says this at once, and nothing more. */
export const greets = (greeting: string): Talk => ({ greeting });

/** A greeting, and for each line heard what the first pattern that fits says. */
export function lines(greeting: string | undefined, answers: readonly (readonly [RegExp, string, 'close'?])[]): Talk {
  return {
    ...(greeting === undefined ? {} : { greeting }),
    answer(heard) {
      const text = heard.toString('latin1');
      if (!text.endsWith('\n')) return null;
      const found = answers.find(([pattern]) => pattern.test(text));
      return found === undefined ? { bytes: '' } : { bytes: found[1], close: found[2] === 'close' };
    },
  };
}

export function ftp(greeting: string): Talk {
  return lines(`220 ${greeting}\r\n`, [
    [/^QUIT/i, '221 Goodbye.\r\n', 'close'],
    [/^USER/i, '331 Password required.\r\n'],
    [/./, '530 Please login with USER and PASS.\r\n'],
  ]);
}

/** RFC 854: options first, then a prompt. Whatever is refused or agreed on is taken in silence. */
export function telnet(
  prompt: string,
  options: readonly number[] = [255, 251, 1, 255, 251, 3, 255, 253, 24, 255, 253, 31],
): Talk {
  return {
    greeting: Buffer.concat([Buffer.from(options), Buffer.from(prompt, 'latin1')]),
    answer: () => ({ bytes: '' }),
  };
}

const KEY_EXCHANGE = [
  'curve25519-sha256,diffie-hellman-group14-sha256',
  'ssh-ed25519,rsa-sha2-256',
  'aes128-ctr,aes256-ctr',
  'aes128-ctr,aes256-ctr',
  'hmac-sha2-256',
  'hmac-sha2-256',
  'none',
  'none',
  '',
  '',
];

/** RFC 4253: the identification, and after theirs what the server offers (section 7.1). No key is exchanged. */
export function ssh(software: string): Talk {
  const lists = KEY_EXCHANGE.map((list) => {
    const bytes = Buffer.alloc(4 + list.length);
    bytes.writeUInt32BE(list.length);
    bytes.write(list, 4, 'latin1');
    return bytes;
  });
  const payload = Buffer.concat([Buffer.from([20]), randomBytes(16), ...lists, Buffer.alloc(5)]);
  const padding = 8 - ((payload.length + 5) % 8) + 8;
  const head = Buffer.alloc(5);
  head.writeUInt32BE(payload.length + padding + 1);
  head[4] = padding;
  const offer = Buffer.concat([head, payload, Buffer.alloc(padding)]);
  return {
    greeting: `SSH-2.0-${software}\r\n`,
    answer: (heard) => (heard.includes('\n') && heard.toString('latin1', 0, 4) === 'SSH-' ? { bytes: offer } : null),
  };
}

/** RTSP (RFC 2326): what it can do; all else wants a password. */
export function rtsp(server: string | undefined, realm: string): Talk {
  return {
    answer(heard) {
      const text = heard.toString('latin1');
      if (!text.endsWith('\r\n\r\n')) return null;
      const sequence = /^cseq:[ \t]*(\d{1,9})/im.exec(text)?.[1] ?? '0';
      const named = server === undefined ? '' : `Server: ${server}\r\n`;
      if (text.startsWith('OPTIONS ')) {
        const methods = 'OPTIONS, DESCRIBE, SETUP, TEARDOWN, PLAY, PAUSE, GET_PARAMETER';
        return { bytes: `RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\n${named}Public: ${methods}\r\n\r\n` };
      }
      const wanted = `WWW-Authenticate: Basic realm="${realm}"\r\n`;
      return { bytes: `RTSP/1.0 401 Unauthorized\r\nCSeq: ${sequence}\r\n${named}${wanted}\r\n` };
    },
  };
}

/** What an answer to a SIP request repeats (RFC 3261 section 8.2.6.2). */
export function sipAnswer(heard: Buffer, software: string): string | null {
  const text = heard.toString('latin1');
  if (!/^OPTIONS [^\r\n]* SIP\/2\.0\r\n/.test(text)) return null;
  const header = (name: string): string => new RegExp(`^${name}:[ \t]*([^\r\n]*)`, 'im').exec(text)?.[1] ?? '';
  return [
    'SIP/2.0 200 OK',
    `Via: ${header('Via')}`,
    `From: ${header('From')}`,
    `To: ${header('To')};tag=4711`,
    `Call-ID: ${header('Call-ID')}`,
    `CSeq: ${header('CSeq')}`,
    'Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER, UPDATE',
    software,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

/** LPD (RFC 1179): anything is refused. */
export const lpd: Talk = { answer: () => ({ bytes: Buffer.from([1]), close: true }) };

/** RFB (RFC 6143 section 7.1): version, then the kinds of security. */
export function vnc(version: string, kinds: readonly number[]): Talk {
  return {
    greeting: `RFB ${version}\n`,
    answer: (heard) => (heard.length < 12 ? null : { bytes: Buffer.from([kinds.length, ...kinds]) }),
  };
}
