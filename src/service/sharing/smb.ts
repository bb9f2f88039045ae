// SMB: [MS-SMB2], [MS-CIFS]. Asked in the old form, which old and new servers answer, each in its own.
//
//   NetBIOS   0 type u8 0, 1 length u24 (RFC 1002 section 4.3.1)
//   SMB 2     4 fe 'SMB', 8 header size u16le 64, 12 status, 16 command (0 NEGOTIATE); 68 size 65, 70 security mode u16le
//             (1 signing enabled, 2 required), 72 dialect u16le, 76 server GUID, 108 time, 116 start time ([MS-SMB2] 2.2.4)
//   SMB 1     4 ff 'SMB', 8 command u8 0x72; 36 words u8, 37 dialect index u16le, 39 security mode u8 ([MS-SMB] 2.2.4.5.2)
import { hex, stands, u8, u16, u16le, u24, u32le } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { cpeOf } from '../words/cpe.ts';
import { challengeIn, type NtlmFacts, ntlmHost, windowsOf } from './ntlm.ts';
import { NEGOTIATE_ANY, NEGOTIATE_SMB1, NEGOTIATE_SMB2, SESSION_SETUP } from './smb-messages.ts';

const SMB2 = hex('fe534d42 4000');
const SMB1 = hex('ff534d42 72');
const DIALECTS: Readonly<Record<number, string>> = {
  514: '2.0.2',
  528: '2.1',
  768: '3.0',
  770: '3.0.2',
  785: '3.1.1',
};
/** No dialect yet: it is asked again. */
const WILDCARD = 0x02ff;
const NO_DIALECT = 0xffff;
/** From 1601 to 1970, in units of 100 ns. */
const EPOCH = 116_444_736_000_000_000n;

const NOTE_SMB1: ServiceNote = {
  code: 'N_SMB1',
  text: 'speaks SMB 1, which has neither encryption nor safe signing',
  advice: 'turn SMB 1 off (Samba: server min protocol = SMB2)',
};
const NOTE_SIGNING: ServiceNote = {
  code: 'N_SMB_SIGNING',
  text: 'does not require signing: sessions can be relayed and changed on the way',
  advice: 'require signing (Samba: server signing = mandatory; Windows: RequireSecuritySignature)',
};

export const smb = defineService({
  name: 'microsoft-ds',
  title: 'Server Message Block',
  specification: '[MS-SMB2]',
  ports: [445],
  hello: NEGOTIATE_ANY,
  // Alone, before the others: smbd makes a process for every connection.
  yield: 9,
  read: ({ bytes }) => negotiatedOf(bytes),
  learn: learnSmb,
});

/** The verdict of a NEGOTIATE response, of either form. */
export function negotiatedOf(bytes: Uint8Array): Verdict | null {
  if (u8(bytes, 0) !== 0) return null;
  if (stands(bytes, SMB2, 4) && u16le(bytes, 16) === 0) return smb2Of(bytes);
  if (stands(bytes, SMB1, 4) && (u8(bytes, 13) & 0x80) !== 0) return smb1Of(bytes);
  return null;
}

function smb2Of(bytes: Uint8Array): Verdict | null {
  if (u24(bytes, 1) < 64 + 9) return null;
  // A refusal in SMB 2's form.
  if (u16le(bytes, 68) !== 65) return { confidence: 0.9, info: 'refuses to negotiate' };
  if (bytes.length < 128) return { confidence: 0.7, more: true };
  const dialect = u16le(bytes, 72);
  const mode = u16le(bytes, 70);
  const started = timeAt(bytes, 116);
  const named = DIALECTS[dialect];
  if (named === undefined && dialect !== WILDCARD) return null;
  return {
    confidence: 0.95,
    info: `${named === undefined ? 'SMB 2 or later' : `SMB ${named}`}; signing ${(mode & 2) !== 0 ? 'required' : 'optional'}`,
    details: {
      ...(named === undefined ? {} : { dialect: named }),
      signing: (mode & 2) !== 0 ? 'required' : (mode & 1) !== 0 ? 'enabled' : 'off',
      serverGuid: Buffer.from(bytes.subarray(76, 92)).toString('hex'),
      ...(timeAt(bytes, 108) === null ? {} : { time: timeAt(bytes, 108) }),
      ...(started === null ? {} : { started }),
    },
    ...((mode & 2) !== 0 ? {} : { notes: [NOTE_SIGNING] }),
  };
}

function smb1Of(bytes: Uint8Array): Verdict | null {
  if (u24(bytes, 1) < 35 || bytes.length < 39) return null;
  if (u16le(bytes, 37) === NO_DIALECT) return { confidence: 0.9, info: 'no dialect in common' };
  const mode = u8(bytes, 39);
  return {
    confidence: 0.95,
    info: 'SMB 1 only',
    details: { dialect: 'NT LM 0.12', signing: (mode & 8) !== 0 ? 'required' : (mode & 4) !== 0 ? 'enabled' : 'off' },
    notes: (mode & 8) !== 0 ? [NOTE_SMB1] : [NOTE_SMB1, NOTE_SIGNING],
  };
}

/** A FILETIME as RFC 3339; null: it says none. */
function timeAt(bytes: Uint8Array, at: number): string | null {
  const ticks = BigInt(u32le(bytes, at + 4)) * 0x1_0000_0000n + BigInt(u32le(bytes, at));
  const milliseconds = Number((ticks - EPOCH) / 10_000n);
  if (milliseconds <= 0 || milliseconds > 8e14) return null;
  return new Date(milliseconds).toISOString();
}

/**
 * On the same connection the dialect and the machine's names; on another one whether SMB 1 is spoken. `reopen` makes that
 * one ready (on port 139 a session has to be asked for first).
 */
export async function learnSmb(talk: Talk, first: Verdict, reopen = talk.again.bind(talk)): Promise<Verdict> {
  if (first.details?.dialect === 'NT LM 0.12') return first;
  talk.send(NEGOTIATE_SMB2);
  const negotiated = negotiatedOf(await talk.receive(isWhole));
  let verdict = negotiated === null ? first : { ...negotiated, ...serviceOf(first) };
  if (negotiated !== null) {
    talk.send(SESSION_SETUP);
    const challenge = challengeIn(await talk.receive(isWhole));
    if (challenge !== null) verdict = { ...withNames(verdict, challenge), confidence: 1 };
  }
  const old = await reopen();
  if (old === null) return verdict;
  old.send(NEGOTIATE_SMB1);
  const answer = negotiatedOf(await old.receive(isWhole));
  old.close();
  if (answer?.details?.dialect !== 'NT LM 0.12') return verdict;
  return { ...verdict, notes: [...(verdict.notes ?? []), NOTE_SMB1] };
}

const serviceOf = ({ service }: Verdict): Partial<Verdict> => (service === undefined ? {} : { service });
const isWhole = (bytes: Uint8Array): boolean => bytes.length >= 4 && bytes.length >= 4 + u16(bytes, 2);

function withNames(verdict: Verdict, facts: NtlmFacts): Verdict {
  const os = windowsOf(facts);
  const hostname = ntlmHost(facts);
  // Samba's NTLM says Windows 7's numbers, and no build ([MS-NLMP] wants one).
  const isSamba = facts.version === '6.1.0';
  const named = isSamba
    ? { product: 'Samba smbd', cpe: [cpeOf('samba', 'samba')] }
    : os === null
      ? {}
      : { product: 'Microsoft Windows SMB', os };
  return {
    ...verdict,
    ...named,
    ...(hostname === undefined ? {} : { hostname }),
    details: {
      ...verdict.details,
      ...facts.names,
      ...(facts.version === null || isSamba ? {} : { osVersion: facts.version }),
    },
  };
}
