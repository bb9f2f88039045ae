// Certificates as devices make them for themselves (RFC 5280): signed by their own key, of which only the names are of interest.
// The keys are all of P-256, whatever the device has: no truth here is about keys.
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { der, TAG, tagged } from './der.ts';

/** Appendix A.1: the kinds of names, by the last bytes of their object identifiers (2.5.4.n). */
const KINDS = { CN: 3, C: 6, L: 7, ST: 8, O: 10, OU: 11 } as const;

export interface Subject {
  /** In their order: `['O', 'Philips Hue']`. */
  readonly names: readonly (readonly [kind: keyof typeof KINDS, value: string])[];
  /** `subjectAltName` (section 4.2.1.6). */
  readonly hosts?: readonly string[];
}

export interface Identity {
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
}

const DAY_MS = 86_400_000;
/** RFC 5758 section 3.2: ecdsa-with-SHA256. */
const SIGNED_WITH = der(TAG.sequence, Buffer.from('06082a8648ce3d040302', 'hex'));
const ALTERNATIVE_NAMES = Buffer.from('0603551d11', 'hex');

function nameOf(subject: Subject): Buffer {
  const parts = subject.names.map(([kind, value]) => {
    const text = der(kind === 'C' ? TAG.printable : TAG.utf8, Buffer.from(value));
    return der(TAG.set, der(TAG.sequence, der(TAG.object, Buffer.from([0x55, 4, KINDS[kind]])), text));
  });
  return der(TAG.sequence, ...parts);
}

/** `YYMMDDhhmmssZ` (section 4.1.2.5.1). */
function timeOf(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return der(TAG.time, Buffer.from(`${digits}Z`));
}

function extensions({ hosts = [] }: Subject): readonly Buffer[] {
  if (hosts.length === 0) return [];
  const names = der(TAG.sequence, ...hosts.map((host) => der(0x82, Buffer.from(host))));
  const one = der(TAG.sequence, ALTERNATIVE_NAMES, der(TAG.octets, names));
  return [tagged(3, der(TAG.sequence, one))];
}

/** Valid since a day, for ten years. */
export function selfSigned(subject: Subject): Identity {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const name = nameOf(subject);
  const body = der(
    TAG.sequence,
    tagged(0, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, serial),
    SIGNED_WITH,
    name,
    der(TAG.sequence, timeOf(Date.now() - DAY_MS), timeOf(Date.now() + 3650 * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...extensions(subject),
  );
  const signature = sign('sha256', body, privateKey);
  const whole = der(TAG.sequence, body, SIGNED_WITH, der(TAG.bits, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return { key: privateKey, certificate: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` };
}
