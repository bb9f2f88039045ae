// Notes that many services share: one code, one wording.
import type { ServiceNote } from '../service.ts';

/** It answers what it should keep for those who have logged in. */
export function noLogin(advice: string, text = 'answers without a password'): ServiceNote {
  return { code: 'N_NO_LOGIN', text, advice };
}

/** Passwords are taken in the clear. */
export function plainTextLogin(advice: string, text = 'takes passwords without TLS'): ServiceNote {
  return { code: 'N_PLAIN_TEXT_LOGIN', text, advice };
}
