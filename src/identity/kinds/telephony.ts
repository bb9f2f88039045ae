// Telephones over IP, and what they ring through.
import type { KindRule } from './rule.ts';

// biome-ignore format: a line a rule
export const TELEPHONY: readonly KindRule[] = [
  ['voip-phone', 0.85, 'product', /^(?:Yealink|snom|Polycom|Poly |Grandstream (?:GXP|GRP|DP)|Cisco IP Phone|CP-\d{4}|Gigaset|Mitel \d{4}|Aastra|Fanvil|Htek|Avaya (?:J|96))/i, 'User-Agent and Server of SIP (RFC 3261 20.41)', 'Yealink SIP-T46S'],
  ['voip-phone', 0.9, 'says', /\b(?:Yealink (?:SIP|T)-?\w|snom\d{3}|SIP-T\d\d|PolycomVVX|Grandstream GXP\d|Cisco-CP\d{4}|CP-\d{4}G?|Fanvil X\d|Mitel-\d{4}-SIP|OpenStage)/i, 'User-Agent of SIP (RFC 3261 20.41)', 'Yealink SIP-T46S 66.84.0.15'],
  ['voip-phone', 0.9, 'model', /^(?:SIP-T\d\d|T\d\dS$|snom ?\d{3}|VVX ?\d{3}|GXP\d{4}|GRP\d{4}|CP-\d{4}|SEP[0-9A-F]{12}|IP Phone \d)/i, 'model names of telephones', 'SIP-T46S'],
  ['voip-phone', 0.75, 'vendor', /^(?:XIAMEN YEALINK|YEALINK|snom technology|Polycom|Aastra|Fanvil|Htek|Escene|Akuvox)/i, 'IEEE registry: makers of telephones', 'XIAMEN YEALINK NETWORK TECHNOLOGY CO.,LTD'],
  ['voip-phone', 0.55, 'vendor', /^(?:Grandstream|Gigaset|Mitel|AVAYA|Unify)/i, 'IEEE registry: makers of telephones and exchanges', 'Grandstream Networks, Inc.'],
  ['voip-phone', 0.6, 'maker', /^(?:Yealink|Snom|Polycom|Gigaset)\b/i, 'makers of telephones', 'Yealink'],
  ['voip-phone', 0.7, 'name', /^(?:SEP[0-9A-F]{12}|snom\d{3}|SIP-T\d\d|Yealink|Polycom_|gxp\d{4})/i, 'names that telephones come with', 'SEP001122334455'],
  ['voip-phone', 0.35, 'udp', '5060', 'RFC 3261: SIP, port 5060'],
  ['voip-phone', 0.35, 'service', /^(?:sip|sips|h323hostcall)$/, 'RFC 3261: SIP', 'sip'],
  ['voip-gateway', 0.8, 'product', /^(?:AudioCodes|Patton|Cisco-SIPGateway|Grandstream (?:HT|GXW)|Sangoma|beroNet|LANCOM .*Voice)/i, 'Server of SIP (RFC 3261 20.35)', 'AudioCodes Mediant'],
  ['voip-gateway', 0.85, 'model', /^(?:Mediant|MP-1\d\d|HT8\d\d|GXW\d{4}|SPA\d{3,4}|SmartNode)/i, 'model names of gateways', 'HT802'],
  ['voip-gateway', 0.7, 'vendor', /^(?:AudioCodes|Audiocodes USA|Patton|Netrake|Sangoma|beroNet)/i, 'IEEE registry: makers of gateways', 'Audiocodes USA, Inc'],
  ['voip-gateway', 0.6, 'service', 'mgcp', 'RFC 3435: MGCP'],
  ['server', 0.6, 'product', /^(?:Asterisk|FreePBX|FreeSWITCH|Kamailio|OpenSIPS|3CX)/i, 'exchanges are programs of servers', 'Asterisk PBX'],
];
