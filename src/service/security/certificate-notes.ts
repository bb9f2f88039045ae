// What a person should act on of a TLS connection: its certificate, its version, its cipher.
//
//   validity           RFC 5280 section 4.1.2.5
//   keys, signatures   NIST SP 800-131A: RSA and DSA from 2048 bits on, no SHA-1, no MD5
//   versions           RFC 8996: nothing below TLS 1.2
//   ciphers            RFC 7525 section 4.2: no NULL, EXPORT, RC4, nor 64-bit blocks
//   names              RFC 6125: the subject alternative names count
import { isIP } from 'node:net';
import type { ServiceNote } from '../service.ts';
import type { Certificate, TlsFacts } from '../talk/tls-facts.ts';

const DAY = 86_400_000;
const SOON_DAYS = 30;
const RSA_LEAST = 2048;
const EC_LEAST = 224;
const WEAK_SIGNATURE = /^(?:md2|md4|md5|sha1|sha-1|dsa-with-sha1|ecdsa-with-sha1)/i;
const SHOWN_MOST = 4;
const WEAK_CIPHER = /NULL|EXPORT|RC4|RC2|IDEA|(?:^|_|-)3?DES|anon|ADH|AECDH/i;

/** `name`: what it was asked by, where it was asked by a name. `now`: milliseconds since 1970. */
export function notesOfTls(facts: TlsFacts, name: string | undefined, now: number): ServiceNote[] {
  const certificate = facts.certificate === null ? [] : notesOfCertificate(facts.certificate, name, now);
  return [...certificate, ...notesOfVersion(facts), ...notesOfCipher(facts)];
}

function notesOfCertificate(certificate: Certificate, name: string | undefined, now: number): ServiceNote[] {
  const { keyType, keyBits, signature = '', selfSigned, names } = certificate;
  return [
    ...notesOfValidity(certificate, now),
    ...(isWeakKey(keyType, keyBits)
      ? [note('N_CERT_WEAK_KEY', `key of ${keyBits} bits (${keyType})`, 'issue it anew with RSA of 2048 bits or P-256')]
      : []),
    // Nobody checks the signature of what signs itself.
    ...(WEAK_SIGNATURE.test(signature) && !selfSigned
      ? [note('N_CERT_WEAK_SIGNATURE', `signed with ${signature}`, 'issue it anew, signed with SHA-256')]
      : []),
    ...(selfSigned
      ? [
          note(
            'N_CERT_SELF_SIGNED',
            'certificate signed by itself',
            'have it signed by an authority that clients trust',
          ),
        ]
      : []),
    ...(name !== undefined && isIP(name) === 0 && !covers(names, certificate.subject, name)
      ? [note('N_CERT_NAME', `certificate is not for ${name}`, 'issue it with the names that clients ask by')]
      : []),
  ];
}

function notesOfValidity({ notBefore, notAfter }: Certificate, now: number): ServiceNote[] {
  const [begin, end] = [Date.parse(notBefore), Date.parse(notAfter)];
  if (end < now) return [note('N_CERT_EXPIRED', `certificate expired ${notAfter.slice(0, 10)}`, 'renew it')];
  if (begin > now) {
    return [
      note('N_CERT_NOT_YET', `certificate valid from ${notBefore.slice(0, 10)} on`, 'check the clocks, or renew it'),
    ];
  }
  if (end - now > SOON_DAYS * DAY) return [];
  const days = Math.floor((end - now) / DAY);
  return [note('N_CERT_SOON', `certificate expires in ${days} days`, 'renew it')];
}

function isWeakKey(type: string, bits: number): boolean {
  if (bits === 0) return false;
  return type === 'ec' ? bits < EC_LEAST : /^(?:rsa|rsa-pss|dsa|dh)$/.test(type) && bits < RSA_LEAST;
}

/** A `*` stands for one label, the first (RFC 6125 section 6.4.3). Where there are no names the common name counts. */
function covers(names: readonly string[], subject: string, name: string): boolean {
  const dns = names.filter((each) => each.startsWith('DNS:')).map((each) => each.slice(4));
  const common = /(?:^|, )CN=([^,]{1,253})/.exec(subject)?.[1];
  const all = dns.length > 0 ? dns : common === undefined ? [] : [common];
  const wanted = name.toLowerCase().replace(/\.$/, '');
  const parent = wanted.slice(wanted.indexOf('.'));
  return all.some((each) => {
    const one = each.toLowerCase();
    return one === wanted || (one.startsWith('*.') && one.slice(1) === parent);
  });
}

function notesOfVersion({ version, oldest }: TlsFacts): ServiceNote[] {
  const old = [oldest, version].find((each) => each === 'TLSv1' || each === 'TLSv1.1' || each === 'SSLv3');
  if (old === undefined) return [];
  return [
    note('N_TLS_OLD', `takes ${old === 'TLSv1' ? 'TLS 1.0' : old.replace('v', ' ')}`, 'take TLS 1.2 and newer alone'),
  ];
}

function notesOfCipher({ cipher, ciphers = [] }: TlsFacts): ServiceNote[] {
  const advice = 'offer AES-GCM and ChaCha20 alone';
  if (WEAK_CIPHER.test(cipher)) return [note('N_TLS_WEAK_CIPHER', `chose ${cipher}`, advice)];
  const weak = ciphers.filter((each) => WEAK_CIPHER.test(each));
  if (weak.length === 0) return [];
  return [note('N_TLS_WEAK_CIPHER', `takes ${weak.slice(0, SHOWN_MOST).join(', ')}`, advice)];
}

function note(code: ServiceNote['code'], text: string, advice: string): ServiceNote {
  return { code, text, advice };
}
