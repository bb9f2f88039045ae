// Notes about logins, told by what a server offers; none is ever tried.
import type { ServiceNote } from '../service.ts';

export function plainTextLogin(advice: string): ServiceNote {
  return { code: 'N_PLAIN_TEXT_LOGIN', text: 'takes passwords without TLS', advice };
}

export function noLogin(text: string, advice: string): ServiceNote {
  return { code: 'N_NO_LOGIN', text, advice };
}
