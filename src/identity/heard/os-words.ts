// Operating systems by the words that programs have for them.
import type { OsFamily } from '../../finding/finding.ts';

const WORDS: readonly (readonly [pattern: RegExp, family: OsFamily])[] = [
  [/\bandroid\b/i, 'android'],
  [/\bwindows\b|\bMSFT\b/i, 'windows'],
  [/\bmac ?os\b|\bdarwin\b|\bos x\b/i, 'macos'],
  [/\b(?:ios|ipados)\/\d/, 'ios'],
  [/\bcisco\b.{0,40}\bnx-os\b/is, 'cisco-nx-os'],
  [/\bcisco\b.{0,40}\bios\b/is, 'cisco-ios'],
  [/\bjunos\b/i, 'junos'],
  [/\brouteros\b|\bmikrotik\b/i, 'routeros'],
  [/\bfreebsd\b/i, 'freebsd'],
  [/\bopenbsd\b/i, 'openbsd'],
  [/\bnetbsd\b/i, 'netbsd'],
  [/\besxi\b/i, 'vmware-esxi'],
  [/\bvxworks\b/i, 'vxworks'],
  [/\blinux\b|\bdebian\b|\bubuntu\b|\bopenwrt\b/i, 'linux'],
];

/** Null where none of them is named. */
export function familyIn(text: string): OsFamily | null {
  return WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
