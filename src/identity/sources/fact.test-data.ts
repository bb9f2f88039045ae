// Facts for the tests of sources, and what they say, shortly.
import type { Clue } from '../clue.ts';
import type { SeenService } from './service-source.ts';
import type { Seen } from './source.ts';
import { cluesOf } from './sources.ts';

export function serviceFact(change: Partial<SeenService>): SeenService {
  return {
    ...{ type: 'service', ip: '198.18.0.9', proto: 'tcp', port: 4000, service: 'unknown', tls: false, confidence: 1 },
    evidence: [],
    ...change,
  };
}

export function certificateFact(change: Partial<Extract<Seen, { type: 'certificate' }>>): Seen {
  return {
    ...{ type: 'certificate', ip: '198.18.0.9', proto: 'tcp', port: 443, subject: '', issuer: '', names: [] },
    ...{ notBefore: '', notAfter: '', selfSigned: true, fingerprint: '', serial: '', keyType: 'ec', keyBits: 256 },
    ...{ chain: 1, tlsVersion: 'TLSv1.3', cipher: '' },
    ...change,
  };
}

/** `source about value (family version) confidence`, sorted. */
export function told(fact: Seen): readonly string[] {
  return cluesOf(fact).map(shortly).sort();
}

export function shortly({ about, value, source, confidence, family, version }: Clue): string {
  const system = [family, version].filter((each) => each !== undefined).join(' ');
  return `${source} ${about} ${value}${system === '' ? '' : ` (${system})`} ${confidence}`;
}
