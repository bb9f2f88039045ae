// NATS: docs.nats.io, "Client Protocol". It greets with INFO and a JSON object; PING is answered with PONG, or with an error where
// a login is wanted.
import { clean, latin1 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { noLogin } from '../words/login-notes.ts';

const KEPT = [
  'server_name',
  'go',
  'proto',
  'max_payload',
  'auth_required',
  'tls_required',
  'tls_available',
  'jetstream',
  'cluster',
  'domain',
];
const OBJECT_MOST = 32_768;

export const nats = defineService({
  name: 'nats',
  title: 'NATS',
  specification: 'NATS Client Protocol',
  ports: [4222, 6222, 7422],
  startTls: true,

  read({ text, closed }) {
    if (!text.startsWith('INFO {')) return null;
    const end = text.indexOf('\r\n');
    if (end < 0)
      return text.length < OBJECT_MOST && !closed && text.includes('"server_id"')
        ? { confidence: 0.5, more: true }
        : null;
    const told = objectOf(text.slice(5, end));
    if (told === null || typeof told.server_id !== 'string' || typeof told.version !== 'string') return null;
    const version = clean(told.version, 40);
    const wantsLogin = told.auth_required === true;
    return {
      confidence: 0.75,
      product: 'NATS Server',
      version,
      cpe: [cpeOf('linuxfoundation', 'nats-server', version)],
      info: `${wantsLogin ? 'wants a login' : 'no login'}${told.jetstream === true ? '; JetStream' : ''}`,
      details: Object.fromEntries(KEPT.flatMap((name) => (isPlain(told[name]) ? [[name, plain(told[name])]] : []))),
      ...(wantsLogin || told.tls_verify === true
        ? {}
        : {
            notes: [
              noLogin(
                'answers without a password',
                'set authorization or accounts, and bind it to the addresses that need it',
              ),
            ],
          }),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.details === undefined) return verdict;
    // Where it wants TLS it says nothing more without.
    const wantsTls = verdict.details.tls_required === true && talk.tls === null;
    const inside = wantsTls ? await goOnInTls(talk) : {};
    if (inside === null) return { ...verdict, confidence: 0.85 };
    talk.send('PING\r\n');
    const said = latin1(await talk.receive());
    const isIt = /^(PONG|-ERR '[^\r\n]{1,200}')\r\n/.test(said);
    return { ...verdict, confidence: isIt ? 1 : 0.85, details: { ...verdict.details, ...inside } };
  },
});

function objectOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

const isPlain = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);
const plain = (value: unknown): unknown => (typeof value === 'string' ? clean(value) : value);
