// RDP ([MS-RDPBCGR] 1.3.1.1): CredSSP is agreed on, then TLS, and inside it the challenge of NTLM. Nobody gets in.
import type { Talk } from '../host.ts';
import { der, TAG, tagged } from './der.ts';
import { ntlmChallenge, type SmbServer } from './smb.ts';
import { tls } from './tls.ts';

/** 2.2.1.2: X.224 connection confirm, CredSSP chosen; and a refusal of whoever cannot do that (HYBRID_REQUIRED_BY_SERVER). */
const CONFIRM = Buffer.from('030000130ed000001234000200080002000000', 'hex');
const REFUSAL = Buffer.from('030000130ed000001234000300080005000000', 'hex');
/** 2.2.1.1.1: what the client can do. */
const PROTOCOLS_AT = 15;
const CREDSSP = 2;
const TPKT = 3;

/** [MS-CSSP] 2.2.1: TSRequest of version 6, with a token. */
function tokenOf(challenge: Uint8Array): Buffer {
  const token = der(TAG.sequence, der(TAG.sequence, tagged(0, der(TAG.octets, challenge))));
  return der(TAG.sequence, tagged(0, der(TAG.integer, Buffer.from([6]))), tagged(1, token));
}

/**
 * Its certificate is one that Windows makes for the listener, of the computer's full name (Microsoft, "Remote Desktop listener certificate
 * configurations").
 */
export function rdp(server: SmbServer): Talk {
  const challenge = tokenOf(ntlmChallenge(server));
  const inside = tls(
    { names: [['CN', server.dnsComputer]] },
    { answer: (heard) => (heard.includes('NTLMSSP\0') ? { bytes: challenge } : null) },
  );
  return {
    converse(say) {
      const secure = inside.converse!(say);
      let heard: Buffer | null = Buffer.alloc(0);
      return {
        hear(bytes) {
          if (heard === null) {
            secure.hear(bytes);
            return;
          }
          heard = Buffer.concat([heard, bytes]);
          if (heard[0] !== TPKT) say({ bytes: '', close: true });
          else if (heard.length >= 4 && heard.length >= heard.readUInt16BE(2)) {
            const canCredssp = heard.length > PROTOCOLS_AT && (heard[PROTOCOLS_AT] & CREDSSP) !== 0;
            heard = null;
            say(canCredssp ? { bytes: CONFIRM } : { bytes: REFUSAL, close: true });
          }
        },
        end: () => secure.end(),
      };
    },
  };
}
