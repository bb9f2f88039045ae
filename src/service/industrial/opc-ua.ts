// OPC UA over TCP: OPC 10000-6 sections 6.7 and 7.1, 10000-4 section 5.4.4 (GetEndpoints, which is for everybody and needs no session).
//
//   header     three letters, F, length u32le
//   HEL        version, receive buffer, send buffer, longest message, most chunks u32le each, address (string)
//   ACK        the same without the address; ERR: status u32le, reason (string)
//   OPN        channel u32le, policy, certificate, thumbprint (strings), sequence, request u32le; body
//   MSG        channel, token, sequence, request u32le; body
//   string     length u32le (ffffffff: none), UTF-8
import { ascii, clean, concat, hex, latin1, le32, textAt, u8, u32le } from '../bytes.ts';
import { defineService, type Endpoint, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { endpointsIn, type OpcEndpoint } from './opc-ua-endpoints.ts';

const HEADER = 8;
const LENGTH_MOST = 65_536;
const NO_POLICY = 'http://opcfoundation.org/UA/SecurityPolicy#None';
const NOTHING = hex('ffffffff');

const text = (words: string): Uint8Array => concat(le32(words.length), ascii(words));
const addressOf = ({ name, ip, port }: Endpoint): string => `opc.tcp://${name ?? ip}:${port}`;

function message(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(...parts);
  return concat(ascii(`${type}F`), le32(HEADER + body.length), body);
}

/** Nobody's token, no time, handle, no diagnostics, no audit entry, 5 s, no more. */
const requestHeader = (handle: number): Uint8Array =>
  concat(hex('0000 0000000000000000'), le32(handle), le32(0), NOTHING, le32(5000), hex('000000'));

/** Type 446, version 0, issue a token, no security, no nonce, a minute. */
const OPEN_CHANNEL = message(
  'OPN',
  le32(0),
  text(NO_POLICY),
  NOTHING,
  NOTHING,
  le32(1),
  le32(1),
  hex('0100 be01'),
  requestHeader(1),
  le32(0),
  le32(0),
  le32(1),
  NOTHING,
  le32(60_000),
);

/** Type 428. */
function getEndpoints(channel: number, token: number, address: string): Uint8Array {
  const head = [le32(channel), le32(token), le32(2), le32(2), hex('0100 ac01'), requestHeader(2)];
  return message('MSG', ...head, text(address), NOTHING, NOTHING);
}

export const opcUa = defineService({
  name: 'opcua-tcp',
  title: 'OPC Unified Architecture',
  specification: 'OPC 10000-6',
  ports: [4840, 4841, 48010, 48020, 49320, 53530, 62541],
  hello: (endpoint) => message('HEL', le32(0), le32(65_535), le32(65_535), le32(0), le32(0), text(addressOf(endpoint))),
  ownPortsOnly: true,

  read({ bytes }): Verdict | null {
    const type = latin1(bytes.subarray(0, 4));
    const length = u32le(bytes, 4);
    if (type === 'ACKF' && length === 28)
      return bytes.length < 28 ? { confidence: 0.9, more: true } : { confidence: 0.95 };
    if (type !== 'ERRF' || length < 16 || length > 4096 || u8(bytes, 11) !== 0x80) return null;
    const reason = clean(textAt(bytes, 16, Math.min(u32le(bytes, 12), length - 16)), 80);
    return { confidence: 0.9, ...(reason === '' ? {} : { info: reason }) };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.info !== undefined) return verdict;
    talk.send(OPEN_CHANNEL);
    const channel = channelIn(await talk.receive(isWhole));
    if (channel === null) return verdict;
    talk.send(getEndpoints(channel.id, channel.token, addressOf(talk.endpoint)));
    const endpoints = endpointsIn(await talk.receive(isWhole));
    return endpoints.length > 0 ? { ...verdict, confidence: 1, ...described(endpoints) } : verdict;
  },
});

function isWhole(bytes: Uint8Array): boolean {
  const length = u32le(bytes, 4);
  return bytes.length >= HEADER && (length > LENGTH_MOST || bytes.length >= length);
}

/**
 * Of OpenSecureChannelResponse: behind the header of the message its type (4 bytes), time 8, handle 4, result 4, diagnostics 1, strings 4,
 * more 3, version 4; then channel and token.
 */
function channelIn(bytes: Uint8Array): { readonly id: number; readonly token: number } | null {
  if (latin1(bytes.subarray(0, 4)) !== 'OPNF') return null;
  let at = HEADER + 4;
  for (let k = 0; k < 3; k++) {
    const length = u32le(bytes, at);
    if (length !== 0xffffffff && length > 4096) return null;
    at += 4 + (length === 0xffffffff ? 0 : length);
  }
  const body = at + 8;
  if (u32le(bytes, body) !== 0x01c10001 || u32le(bytes, body + 16) !== 0) return null;
  return { id: u32le(bytes, body + 32), token: u32le(bytes, body + 36) };
}

function described(endpoints: readonly OpcEndpoint[]): Partial<Verdict> {
  const [{ name, product, uri }] = endpoints;
  const policies = [...new Set(endpoints.map(({ policy }) => policy))].filter((policy) => policy !== '');
  const notes = endpoints.some(({ policy, anonymous }) => policy === 'None' && anonymous) ? [OPEN] : [];
  const named = name === '' ? product : name;
  return {
    ...(named === '' ? {} : { product: named }),
    ...(policies.length > 0 ? { info: `security: ${policies.join(', ')}` } : {}),
    details: { application: uri, productUri: product, policies },
    ...(notes.length > 0 ? { notes } : {}),
  };
}

const OPEN: ServiceNote = {
  code: 'N_NO_LOGIN',
  text: 'offers sessions without a login and without encryption (security policy None, anonymous)',
  advice: 'take the endpoint without security and the anonymous user out of its configuration',
};
