// The certificate that a port showed inside TLS.
import { z } from 'zod';
import { count, stage, time } from '../words.schema.ts';
import { where } from './service.schema.ts';

export const certificate = z
  .object({
    type: z.literal('certificate'),
    ...where,
    subject: z.string(),
    issuer: z.string(),
    names: z.array(z.string()).describe('Subject alternative names: DNS:example.org'),
    notBefore: z.string(),
    notAfter: z.string(),
    selfSigned: z.boolean(),
    fingerprint: z.string().describe('SHA-256 of its DER form, in hex'),
    serial: z.string(),
    keyType: z.string(),
    keyBits: count,
    signature: z.string().optional().describe('What it is signed with: sha256WithRSAEncryption'),
    chain: count.describe('How many certificates were sent'),
    tlsVersion: z.string(),
    cipher: z.string(),
    oldest: z.string().optional().describe('The oldest version below TLS 1.2 that is taken as well: TLSv1'),
    ciphers: z
      .array(z.string())
      .optional()
      .describe('Suites of TLS 1.2 and older that are taken: a weak one of each kind, all of them with --version-all'),
    starttls: z.boolean().optional().describe('The conversation begins in the clear and goes on in TLS'),
    alpn: z.string().optional().describe('The protocol that was chosen for what is inside'),
    stage,
    time,
  })
  .describe('The certificate of a port, and the TLS around it');
