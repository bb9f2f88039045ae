// Who made a device.
//
//  1. What it says of itself counts before who registered its MAC address.
//  2. Makers of network interfaces, and programs that make virtual ones, made no device.

import { compareText } from './weigh.ts';
import type { KnownHost } from './words/word.ts';

const BY_MAC = 0.5;
const LEGAL =
  /[\s,]+(?:\(?(?:Trading|Singapore|Shenzhen|Wuhan|Samoa|Shanghai)\)?|Inc|Incorporated|Corp|Corporation|Corporate|Co|Company|Ltd|Limited|LLC|GmbH|AG|AB|B\.?V|S\.?A|SAS|SE|KG|Oy|Pte|Pty|International|Technologies|Technology|Systems|Electronics|Industries)\.?,?(?=[\s,]|$)|,\s*L\.?t\.?d\.?$|[.,]+$/gi;
/** Rule 2. */
const OF_INTERFACES =
  /^(?:Intel Corp|Realtek|REALTEK|Broadcom|Qualcomm|MediaTek|Liteon|LiteON|AzureWave|Murata|Hon Hai|HON HAI|Cloud Network Technology|CLOUD NETWORK|Espressif|Wistron|Pegatron|Compal|Quanta|Universal Global Scientific|USI|AMPAK|Texas Instruments|Marvell|Mellanox|Chelsio|ASIX|VMware|Xensource|PCS Systemtechnik|Parallels|Proxmox|Microchip|Silicon Lab|Nordic Semi|WIZnet|Private|IEEE Registration)/i;

export function makerOf({ host, clues }: KnownHost): string | undefined {
  const said = (clues?.about('vendor') ?? []).filter(({ source }) => source !== 'mac');
  const [best] = said.toSorted(
    (one, other) => other.confidence - one.confidence || compareText(one.value, other.value),
  );
  const registered = host?.vendor;
  if (best !== undefined && (best.confidence > BY_MAC || registered === undefined)) return tidy(best.value);
  if (registered === undefined || OF_INTERFACES.test(registered))
    return best === undefined ? undefined : tidy(best.value);
  return tidy(registered);
}

/** As people know them. */
const KNOWN_AS: readonly (readonly [RegExp, string])[] = [
  [/^AMERICAN POWER CONVERSION\b|^APC by Schneider/i, 'APC'],
  [/^Routerboard\b/i, 'MikroTik'],
  [/^Hangzhou Hikvision\b/i, 'Hikvision'],
  [/^Zhejiang Dahua\b/i, 'Dahua'],
  [/^(?:XIAMEN )?YEALINK\b/i, 'Yealink'],
  [/^Super Micro\b/i, 'Supermicro'],
  [/^Seiko Epson\b/i, 'Epson'],
];

/** `Synology Incorporated` is Synology. The first word always stays. */
export function tidy(maker: string): string {
  const known = KNOWN_AS.find(([pattern]) => pattern.test(maker));
  if (known !== undefined) return known[1];
  const [first, ...rest] = maker.trim().split(/(?<=^\S+)(?=\s|,)/);
  const short = first + rest.join('').replace(LEGAL, '').replace(LEGAL, '');
  return short.replace(/[\s,.&]+$/, '').trim() || maker;
}
