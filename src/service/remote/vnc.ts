// VNC: RFC 6143, the remote framebuffer protocol. The server says its version, then, to ours, how it wants to be logged in to.
//
//   7.1.1  'RFB ' 3 digits '.' 3 digits LF
//   7.1.2  3.7 and later: count u8, types u8 each; 0: reason length u32, text. 3.3: type u32
//   7.3.2  width u16, height u16, pixel format 16 bytes, name length u32, name
//   7.2    1 none, 2 VNC password; registered: 5, 6 RA2, 16 Tight, 17 Ultra, 18 TLS, 19 VeNCrypt, 20 SASL, 30 to 36 Apple
import { clean, textAt, u8, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';

const GREETING = /^RFB (\d{3})\.(\d{3})\n/;
const NONE = 1;
const PASSWORD = 2;
const REASON_MOST = 1000;
const TYPES: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'VNC password',
  5: 'RA2',
  6: 'RA2ne',
  16: 'Tight',
  17: 'Ultra',
  18: 'TLS',
  19: 'VeNCrypt',
  20: 'SASL',
  21: 'MD5',
  22: 'xvp',
  30: 'Apple Diffie-Hellman',
  31: 'Apple',
  32: 'Apple',
  33: 'Apple',
  35: 'Apple',
  36: 'Apple',
  129: 'RA2-256',
  130: 'RA2ne-256',
};

export const vnc = defineService({
  name: 'vnc',
  title: 'Remote framebuffer (VNC)',
  specification: 'RFC 6143',
  ports: [5900, 5901, 5902, 5903],

  read({ bytes, text, sent }): Verdict | null {
    const greeting = GREETING.exec(text);
    if (greeting === null) return null;
    const [major, minor] = [Number(greeting[1]), Number(greeting[2])];
    const info = `protocol ${major}.${minor}`;
    const reason = sent === null ? refusalIn(bytes.subarray(greeting[0].length)) : null;
    if (reason !== null) return { confidence: 0.9, info: `${info}; refuses: ${reason}`, complete: true };
    return { confidence: 0.7, info, ...productOf(major, minor) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    const [major, minor] = (/(\d+)\.(\d+)/.exec(verdict.info ?? '') ?? []).slice(1).map(Number);
    const isOld = major === 3 && minor < 7;
    talk.send(isOld ? 'RFB 003.003\n' : minor === 7 && major === 3 ? 'RFB 003.007\n' : 'RFB 003.008\n');
    const answer = await talk.receive((bytes) => bytes.length >= (isOld ? 4 : 1 + u8(bytes, 0)) && bytes.length > 1);
    const types = isOld ? [u32(answer, 0)] : [...answer.subarray(1, 1 + u8(answer, 0))];
    if (answer.length < (isOld ? 4 : 1 + u8(answer, 0)) || answer.length === 0) {
      return { ...verdict, contradiction: 'says it is VNC, and offers no security types' };
    }
    if (types.length === 0 || types[0] === 0) {
      const at = isOld ? 4 : 1;
      const length = u32(answer, at);
      if (length === 0 || length > REASON_MOST) return { ...verdict, contradiction: 'refuses, and gives no reason' };
      return {
        ...verdict,
        confidence: 0.95,
        info: `${verdict.info}; refuses: ${clean(textAt(answer, at + 4, length), 80)}`,
      };
    }
    if (!areTypes(answer, types, isOld)) return { ...verdict, contradiction: 'its security types are none' };
    const names = [...new Set(types.map((type) => TYPES[type] ?? `type ${type}`))];
    const desktop = types.includes(NONE) ? await desktopOf(talk, isOld, major === 3 && minor < 8) : '';
    return {
      ...verdict,
      confidence: 1,
      info: `${verdict.info}; login: ${names.slice(0, 4).join(', ')}`,
      details: { security: names, ...(desktop === '' ? {} : { desktop }) },
      ...(types.includes(NONE) ? { notes: [NOTE_NO_LOGIN] } : {}),
    };
  },
});

/**
 * Servers that have had enough of a client say at once, by 3.3, that there is no login, and why. Whoever asks such a one on is
 * kept out the longer. Null: this is no whole refusal.
 */
function refusalIn(bytes: Uint8Array): string | null {
  const length = u32(bytes, 4);
  const isWhole = bytes.length === 8 + length && length > 0 && length <= REASON_MOST && u32(bytes, 0) === 0;
  return isWhole ? clean(textAt(bytes, 8, length), 80) : null;
}

/**
 * Where nobody has to log in, what the desktop is called (7.3.2): who says that he shares it is told before anything is drawn. `isShort`:
 * before 3.8 nothing is said of a login that was none (7.1.3).
 */
async function desktopOf(talk: Talk, isOld: boolean, isShort: boolean): Promise<string> {
  talk.send(isOld ? '\x01' : '\x01\x01');
  const begin = isShort ? 0 : 4;
  const length = (bytes: Uint8Array): number => u32(bytes, begin + 20);
  const answer = await talk.receive((bytes) => bytes.length >= begin + 24 + length(bytes));
  if ((!isShort && u32(answer, 0) !== 0) || length(answer) > REASON_MOST) return '';
  return clean(Buffer.from(textAt(answer, begin + 24, length(answer)), 'latin1').toString('utf8'), 80);
}

/** Types are a byte, each once, and nothing follows them; in 3.3 the challenge of a password does (16 bytes). */
function areTypes({ length }: Uint8Array, types: readonly number[], isOld: boolean): boolean {
  if (isOld) return types[0] <= 255 && (length === 4 || (length === 20 && types[0] === PASSWORD));
  return length === 1 + types.length && new Set(types).size === types.length;
}

const NOTE_NO_LOGIN: ServiceNote = {
  code: 'N_NO_LOGIN',
  text: 'shows its screen without a password',
  advice: 'set a password, or bind it to loopback and go through SSH',
};

/** Versions that only one maker uses. */
function productOf(major: number, minor: number): Partial<Verdict> {
  if (major === 3 && minor === 889) return { product: 'Apple Remote Desktop', os: 'macOS' };
  if (major >= 4) return { product: 'RealVNC' };
  return {};
}
