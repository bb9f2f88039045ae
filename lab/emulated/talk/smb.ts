// SMB 2 ([MS-SMB2] 2.2): dialects are negotiated, and who asks for a session is given an NTLM challenge ([MS-NLMP] 2.2.1.2), which
// tells names and build. Nobody gets in.
import type { Said, Talk } from '../host.ts';
import { der } from './der.ts';

export interface SmbServer {
  readonly computer: string;
  readonly domain: string;
  readonly dnsComputer: string;
  readonly dnsDomain: string;
  /** Major, minor, build: `10.0.20348`. */
  readonly version: string;
  readonly signingRequired?: boolean;
}

const HEADER = 64;
const NEGOTIATE = 0;
const SESSION_SETUP = 1;
const MORE_PROCESSING = 0xc0000016;
const NOT_SUPPORTED = 0xc00000bb;
/** [MS-SMB2] 2.2.4, the highest that needs no contexts. */
const DIALECTS = [0x0302, 0x0300, 0x0210, 0x0202];
const ANY_SMB2 = 0x02ff;

/** RFC 4178 section 4.2.1: NTLMSSP is what the server can do. */
const SPNEGO = Buffer.from('06062b0601050502', 'hex');
const NTLMSSP = Buffer.from('060a2b06010401823702020a', 'hex');
const HELLO = der(0x60, SPNEGO, der(0xa0, der(0x30, der(0xa0, der(0x30, NTLMSSP)))));

function pair(id: number, text: string): Buffer {
  const value = Buffer.from(text, 'utf16le');
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, value]);
}

export function ntlmChallenge({ computer, domain, dnsComputer, dnsDomain, version }: SmbServer): Buffer {
  const target = Buffer.from(domain, 'utf16le');
  const pairs = [pair(2, domain), pair(1, computer), pair(4, dnsDomain), pair(3, dnsComputer), Buffer.alloc(4)];
  const info = Buffer.concat(pairs);
  const head = Buffer.alloc(56);
  head.write('NTLMSSP\0', 0, 'latin1');
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(target.length, 12);
  head.writeUInt16LE(target.length, 14);
  head.writeUInt32LE(head.length, 16);
  // Unicode, NTLM, target is a domain, extended security, target information, version, 128, 56.
  head.writeUInt32LE(0xa2898205, 20);
  head.write('12345678', 24, 'latin1');
  head.writeUInt16LE(info.length, 40);
  head.writeUInt16LE(info.length, 42);
  head.writeUInt32LE(head.length + target.length, 44);
  const [major, minor, build] = version.split('.').map(Number);
  head[48] = major;
  head[49] = minor;
  head.writeUInt16LE(build, 50);
  head[55] = 15;
  return Buffer.concat([head, target, info]);
}

function packet(request: Buffer | null, command: number, status: number, body: Buffer): Said {
  const header = Buffer.alloc(HEADER);
  header.write('\xfeSMB', 0, 'latin1');
  header.writeUInt16LE(HEADER, 4);
  header.writeUInt32LE(status, 8);
  header.writeUInt16LE(command, 12);
  header.writeUInt16LE(1, 14);
  header.writeUInt32LE(1, 16);
  if (request !== null) request.copy(header, 24, 24, 32); // MessageId
  if (command === SESSION_SETUP) header.writeUInt32LE(0x1001, 40);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(HEADER + body.length);
  return { bytes: Buffer.concat([length, header, body]) };
}

/** Units of 100 ns since 1601. */
function fileTime(now: number): bigint {
  return BigInt(now) * 10_000n + 116_444_736_000_000_000n;
}

function negotiated(server: SmbServer, request: Buffer | null, dialect: number): Said {
  const body = Buffer.alloc(64);
  body.writeUInt16LE(65, 0);
  body.writeUInt16LE(server.signingRequired === true ? 3 : 1, 2);
  body.writeUInt16LE(dialect, 4);
  Buffer.from(server.computer.padEnd(16, '.').slice(0, 16), 'latin1').copy(body, 8);
  body.writeUInt32LE(7, 24);
  for (const at of [28, 32, 36]) body.writeUInt32LE(1_048_576, at);
  body.writeBigUInt64LE(fileTime(Date.now()), 40);
  body.writeUInt16LE(HEADER + 64, 56);
  body.writeUInt16LE(HELLO.length, 58);
  return packet(request, NEGOTIATE, 0, Buffer.concat([body, HELLO]));
}

function challenged(server: SmbServer, request: Buffer): Said {
  const challenge = ntlmChallenge(server);
  const at = request.indexOf('NTLMSSP\0', 0, 'latin1');
  if (at < 0) return packet(request, SESSION_SETUP, NOT_SUPPORTED, Buffer.from('090000000000000000', 'hex'));
  // Bare NTLM is answered bare ([MS-SMB2] 3.3.5.5.3 hands on whatever the mechanism says).
  const isBare = request.readUInt16LE(HEADER + 12) === at;
  const wrapped = der(
    0xa1,
    der(0x30, der(0xa0, Buffer.from('0a0101', 'hex')), der(0xa1, NTLMSSP), der(0xa2, der(0x04, challenge))),
  );
  const token = isBare ? challenge : wrapped;
  const head = Buffer.alloc(8);
  head.writeUInt16LE(9, 0);
  head.writeUInt16LE(HEADER + 8, 4);
  head.writeUInt16LE(token.length, 6);
  return packet(request, SESSION_SETUP, MORE_PROCESSING, Buffer.concat([head, token]));
}

export function smb(server: SmbServer): Talk {
  return {
    answer(heard) {
      if (heard.length < 4 || heard.length < 4 + heard.readUInt32BE(0)) return null;
      const request = heard.subarray(4);
      const magic = request.toString('latin1', 0, 4);
      // The old form, with the names of SMB 2 among its dialects ([MS-SMB2] 3.3.5.3).
      if (magic === '\xffSMB') {
        if (request.includes('SMB 2.???')) return negotiated(server, null, ANY_SMB2);
        if (request.includes('SMB 2.002')) return negotiated(server, null, 0x0202);
        return { bytes: '', close: true };
      }
      if (magic !== '\xfeSMB' || request.length < HEADER + 24) return { bytes: '', close: true };
      const command = request.readUInt16LE(12);
      if (command === SESSION_SETUP) return challenged(server, request);
      if (command !== NEGOTIATE) return { bytes: '', close: true };
      const offered: number[] = [];
      const count = Math.min(request.readUInt16LE(HEADER + 2), 16);
      for (let k = 0; k < count && HEADER + 38 + 2 * k <= request.length; k++) {
        offered.push(request.readUInt16LE(HEADER + 36 + 2 * k));
      }
      const dialect = DIALECTS.find((each) => offered.includes(each));
      if (dialect === undefined) {
        return packet(request, NEGOTIATE, NOT_SUPPORTED, Buffer.from('090000000000000000', 'hex'));
      }
      return negotiated(server, request, dialect);
    },
  };
}
