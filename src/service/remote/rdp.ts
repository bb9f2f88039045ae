// RDP: [MS-RDPBCGR] 2.2.1.1, 2.2.1.2. A connection request that offers TLS and CredSSP; the answer chooses, or says why not.
//
//   TPKT     3, 0, length u16; X.224: length u8, code u8 (e0 request, d0 confirm), destination u16, source u16, class u8
//   11       negotiation: type u8 (1 request, 2 response, 3 failure), flags u8, length u16le 8, value u32le
//   X.224 data (f0), then MCS: DisconnectProviderUltimatum (T.125 section 7, part 8: 21 80), for who says anything else
//            protocols: 0 RDP's own, 1 TLS, 2 CredSSP, 8 CredSSP early; failures: 1 TLS required ... 5 CredSSP required
import { concat, hex, stands, u8, u16, u32le } from '../bytes.ts';
import { element } from '../directory/ber.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';
import { challengeIn, NTLM_NEGOTIATE, type NtlmFacts, ntlmHost, windowsOf } from '../sharing/ntlm.ts';
import { askedAnew } from '../talk/asked-anew.ts';
import { goOnInTls } from '../talk/starttls.ts';
import type { Talk } from '../talk/talk.ts';

const CONFIRM = 0xd0;
const RESPONSE = 2;
const FAILURE = 3;
const TLS = 1;
const CREDSSP = 2;
const CREDSSP_EARLY = 8;
const EXTENDED_CLIENT_DATA = 1;
const MODES: Readonly<Record<number, string>> = { 0: 'RDP', 1: 'TLS', 2: 'CredSSP', 8: 'CredSSP (early)' };
const FAILURES = ['', 'requires TLS', 'TLS not allowed', 'no certificate', 'inconsistent flags', 'requires CredSSP'];

const requestOf = (protocols: number): Uint8Array =>
  concat(hex('0300 0013 0e e0 0000 0000 00 01 00 0800'), Uint8Array.of(protocols, 0, 0, 0));
/** TSRequest ([MS-CSSP] 2.2.1) with the beginning of NTLM. */
const CREDSSP_BEGIN = element(
  0x30,
  element(0xa0, hex('02 01 06')),
  element(0xa1, element(0x30, element(0x30, element(0xa0, element(4, NTLM_NEGOTIATE))))),
);

const REFUSES = 'refuses other protocols';
/** What RDP servers say before they hang up on whoever speaks another protocol. */
const ULTIMATUM = hex('0300 0009 02 f0 80 21 80');

export const rdp = defineService({
  name: 'ms-wbt-server',
  title: 'Remote Desktop',
  specification: '[MS-RDPBCGR]',
  ports: [3389],
  startTls: true,
  hello: requestOf(TLS | CREDSSP | CREDSSP_EARLY),

  read({ bytes, to }): Verdict | null {
    const length = u16(bytes, 2);
    if (bytes.length === ULTIMATUM.length && stands(bytes, ULTIMATUM)) return { confidence: 0.85, info: REFUSES };
    if (u16(bytes, 0) !== 0x300 || u8(bytes, 5) !== CONFIRM || bytes.length < length || u8(bytes, 4) !== length - 5)
      return null;
    if (length === 11 && to === 'ms-wbt-server') {
      return { confidence: 0.7, info: 'RDP security', details: { security: ['RDP'] }, notes: [NOTE_NO_NLA] };
    }
    const type = u8(bytes, 11);
    if (length !== 19 || !stands(bytes, hex('0800'), 13)) return null;
    const value = u32le(bytes, 15);
    if (type === FAILURE && value > 0 && value < 7) return { confidence: 0.95, info: FAILURES[value] ?? 'refuses' };
    const mode = MODES[value];
    if (type !== RESPONSE || mode === undefined) return null;
    const notes = value < CREDSSP ? [NOTE_NO_NLA] : [];
    return {
      confidence: 0.95,
      info: `${mode} security`,
      details: { security: [mode], flags: u8(bytes, 12) },
      ...(notes.length > 0 ? { notes } : {}),
    };
  },

  async learn(talk: Talk, verdict: Verdict): Promise<Verdict> {
    if (verdict.info === REFUSES) return learnAnew(talk, verdict);
    if (!/^(TLS|CredSSP)/.test(verdict.info ?? '')) return verdict;
    const inside = await goOnInTls(talk);
    if (inside === null) return verdict;
    const subject = inside.starttls.certificate?.subject ?? '';
    const known = { ...verdict, confidence: 1, details: { ...verdict.details, ...inside } };
    // Windows that has TLS 1.3 supports more than extended client data, and never leaves CredSSP out of what it may choose.
    const isOther = verdict.details?.flags === EXTENDED_CLIENT_DATA && inside.starttls.version === 'TLSv1.3';
    if (/\bxrdp\b/i.test(subject) || (isOther && verdict.info === 'TLS security')) return { ...known, product: 'xrdp' };
    if (!/^CredSSP/.test(verdict.info ?? '')) return known;
    talk.send(CREDSSP_BEGIN);
    const challenge = challengeIn(await talk.receive());
    const named = challenge === null ? known : withNames(known, challenge, inside.starttls.version === 'TLSv1.3');
    return (await acceptsWithoutNla(talk)) ? { ...named, notes: [NOTE_NO_NLA] } : named;
  },
});

/** Known by what it says to strangers: now it is asked in its own words. */
async function learnAnew(refused: Talk, verdict: Verdict): Promise<Verdict> {
  const own = await askedAnew(rdp, refused, (all) => all.length >= 11 && all.length >= u16(all, 2));
  return own === null || own.verdict.info === REFUSES ? verdict : rdp.learn!(own.talk, own.verdict);
}

const NOTE_NO_NLA: ServiceNote = {
  code: 'N_RDP_NO_NLA',
  text: 'lets clients in without network level authentication: the login screen is open to everybody',
  advice: 'require network level authentication (CredSSP)',
};

async function acceptsWithoutNla(talk: Talk): Promise<boolean> {
  const other = await talk.again();
  if (other === null) return false;
  other.send(requestOf(TLS));
  const answer = await other.receive((bytes) => bytes.length >= 19);
  other.close();
  return u8(answer, 5) === CONFIRM && u8(answer, 11) === RESPONSE && u32le(answer, 15) === TLS;
}

/** The first Windows whose Schannel speaks TLS 1.3: Server 2022 (Microsoft, "Protocols in TLS/SSL (Schannel SSP)"). */
const BUILD_OF_TLS13 = 20_348;
/** What FreeRDP's NTLM (WinPR) says of the system, whatever it runs on (its source, ntlm_get_version_info). */
const WINPR_VERSION = '6.1.7601';

/** A Windows that is older than TLS 1.3 and speaks it is none: its names are true, its version is a constant of the program's. */
function withNames(verdict: Verdict, facts: NtlmFacts, speaksTls13: boolean): Verdict {
  const hostname = ntlmHost(facts);
  const named = {
    ...verdict,
    ...(hostname === undefined ? {} : { hostname }),
    details: { ...verdict.details, ...facts.names },
  };
  const { version, build } = facts;
  if (speaksTls13 && version !== null && build < BUILD_OF_TLS13) {
    return version === WINPR_VERSION ? { ...named, product: 'FreeRDP' } : named;
  }
  const os = windowsOf(facts);
  return {
    ...named,
    product: 'Microsoft Terminal Services',
    ...(os === null ? {} : { os }),
    details: { ...named.details, ...(version === null ? {} : { osVersion: version }) },
  };
}
