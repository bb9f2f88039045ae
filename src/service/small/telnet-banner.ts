// What a telnet server's first screen says of the machine: products, devices, and whether anybody asks for a name.
import { clean } from '../bytes.ts';
import type { ServiceNote, Verdict } from '../service.ts';

/** Pattern (group 1: the version), product, kind of device, operating system. */
const SCREENS: readonly (readonly [RegExp, string | undefined, string | undefined, string | undefined])[] = [
  // Their terminals look like Cisco's, so they come before it.
  [/\bHello, this is FRRouting \(version (\d[\w.]{0,20})/, 'FRRouting', 'router', undefined],
  [/\bHello, this is Quagga \(version (\d[\w.]{0,20})/, 'Quagga', 'router', undefined],
  [/User Access Verification\s{1,10}(?:Username|Password):/, 'Cisco IOS telnetd', undefined, 'IOS'],
  [/\bMikroTik v?(\d[\w.]{0,20})/, 'MikroTik RouterOS telnetd', 'router', 'RouterOS'],
  [/\bWelcome to Microsoft Telnet Service\b/, 'Microsoft Telnet Service', undefined, 'Windows'],
  [/\bHP JetDirect\b/, 'HP JetDirect', 'printer', undefined],
  [/\bBusyBox v(\d[\w.]{0,20})/, 'BusyBox telnetd', undefined, 'Linux'],
  [/\bOpenWrt\b/, undefined, 'router', 'OpenWrt'],
  [/\bDD-WRT v(\d[\w.-]{0,20})/, 'DD-WRT telnetd', 'router', 'DD-WRT'],
  [
    /\bWarning: Telnet is not a secure protocol, and it is recommended to use Stelnet\b/,
    'Huawei VRP telnetd',
    'switch',
    'VRP',
  ],
  [/\bProCurve\b|\bArubaOS-Switch\b/, undefined, 'switch', undefined],
  [/\bVxWorks login:/, 'VxWorks telnetd', undefined, 'VxWorks'],
  [/\bFreeBSD\/\w{1,10} \(/, undefined, undefined, 'FreeBSD'],
  [/\b(?:Debian GNU\/Linux|Ubuntu|Raspbian GNU\/Linux)\s(\d[\w.]{0,10})/, undefined, undefined, 'Linux'],
  // The banner that telnetd prints by itself: system, release, host, terminal.
  [/\bLinux \d[\w.+-]{1,60} \([\w.-]{1,100}\) \(pts\/\d{1,5}\)/, 'GNU Inetutils telnetd', undefined, 'Linux'],
  [/\bSunOS (\d[\w.]{0,10})/, undefined, undefined, 'SunOS'],
];
const PLAIN: ServiceNote = {
  code: 'N_PLAIN_TEXT_LOGIN',
  text: 'telnet: all of it in the clear',
  advice: 'end it and use SSH',
};
const OPEN: ServiceNote = {
  code: 'N_NO_LOGIN',
  text: 'gives a prompt without asking for a name or password',
  advice: 'set a password for its terminal lines, or end it',
};

export function bannerOf(screen: string): Partial<Verdict> {
  const text = screen.slice(0, 4000);
  const row = SCREENS.find(([pattern]) => pattern.test(text));
  const version = row === undefined || row[1] === undefined ? undefined : row[0].exec(text)?.[1];
  const distribution = /\b(Debian GNU\/Linux|Ubuntu|Raspbian GNU\/Linux) (\d[\w.]{0,10})/.exec(text)?.[0];
  const hostname = /(?:^|[\r\n])([A-Za-z0-9][A-Za-z0-9.-]{0,62}) login: ?$/.exec(text.slice(-100))?.[1];
  const line = clean(text, 80);
  const os = distribution ?? row?.[3];
  const asks = /\b(login|username|user name|password|account) ?:/i.test(text);
  const isOpen = !asks && /[\w)\]~/@-][#>$] ?$/.test(text.slice(-60));
  return {
    ...(row?.[1] === undefined ? {} : { product: row[1] }),
    ...(version === undefined ? {} : { version }),
    ...(os === undefined ? {} : { os }),
    ...(row?.[2] === undefined ? {} : { device: row[2] }),
    ...(hostname === undefined || hostname.toLowerCase() === 'vxworks' ? {} : { hostname }),
    ...(line === '' ? {} : { info: line }),
    notes: isOpen ? [PLAIN, OPEN] : [PLAIN],
  };
}
