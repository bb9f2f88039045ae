// The icon of a site: who hides the name of his program mostly leaves its icon.
//
//  1. It is asked for where it pays: a page came, and no application is known yet; where a server alone is known, only if the page
//     names an icon of its own. On the same port, once.
//  2. Kept is what the field searches by: MurmurHash3 (x86, 32 bits, seed 0, signed) of its base64 in lines of 76 characters, and MD5,
//     which recog's fingerprints have. An icon that is cut short has neither.
import { createHash } from 'node:crypto';
import { ascii, u8, u32le } from '../bytes.ts';
import type { Verdict } from '../service.ts';
import type { Talk } from '../talk/talk.ts';
import { isApplication } from './program.ts';
import { ask, pathWithin } from './request.ts';

const DEFAULT_PATH = '/favicon.ico';
const LINE = 76;
const LINKS_MOST = 40;
const IMAGES: readonly RegExp[] = [
  /^\x00\x00\x01\x00/,
  /^\x89PNG/,
  /^GIF8/,
  /^\xff\xd8\xff/,
  /^RIFF.{4}WEBP/s,
  /^<(?:svg|\?xml)/,
];

export interface Favicon {
  readonly path: string;
  readonly hash: number;
  readonly md5: string;
}

/** `href` of the page's icon; null: it names none. */
export function iconIn(body: string): string | null {
  let left = LINKS_MOST;
  for (const [, attributes] of body.matchAll(/<link\s([^<>]{1,300})>/gi)) {
    if (left-- === 0) return null;
    if (!/\brel=["']?(?:shortcut )?icon\b/i.test(attributes)) continue;
    const href = /\bhref=(?:["']([^"']{1,200})|([^"'\s>]{1,200}))/i.exec(attributes);
    if (href !== null) return href[1] ?? href[2];
  }
  return null;
}

/** Rule 1. */
export function iconPays({ product, cpe, details = {} }: Verdict): boolean {
  const isPage = Number(details.status) === 200 && (details.icon !== undefined || details.title !== undefined);
  if (!isPage || details.favicon !== undefined || isApplication(product)) return false;
  return cpe === undefined || details.icon !== undefined;
}

export async function withFavicon(talk: Talk, verdict: Verdict): Promise<Verdict> {
  if (!iconPays(verdict)) return verdict;
  const { icon, location } = verdict.details!;
  // Where a redirect was followed, links are as seen from there.
  const from = typeof location === 'string' ? location : '/';
  const path = typeof icon === 'string' ? pathWithin(icon, talk.endpoint, talk.tls !== null, from) : DEFAULT_PATH;
  const response = path === null ? null : await ask(talk, path);
  if (path === null || response === null || response.status !== 200 || !response.isComplete) return verdict;
  // A page that is given for whatever is asked is no icon.
  if (!IMAGES.some((pattern) => pattern.test(response.body))) return verdict;
  return { ...verdict, details: { ...verdict.details, favicon: faviconOf(path, ascii(response.body)) } };
}

function faviconOf(path: string, bytes: Uint8Array): Favicon {
  const text = Buffer.from(bytes).toString('base64');
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return {
    path,
    hash: murmur3(ascii(`${lines.join('\n')}\n`)) | 0,
    md5: createHash('md5').update(bytes).digest('hex'),
  };
}

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/** MurmurHash3_x86_32 (Austin Appleby, public domain), unsigned. */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  let hash = seed;
  const whole = bytes.length & ~3;
  const mixed = (block: number): number => Math.imul(rotated(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
  for (let at = 0; at < whole; at += 4)
    hash = (Math.imul(rotated(hash ^ mixed(u32le(bytes, at)), 13), 5) + 0xe6546b64) | 0;
  if (whole < bytes.length) {
    hash ^= mixed(u8(bytes, whole) | (u8(bytes, whole + 1) << 8) | (u8(bytes, whole + 2) << 16));
  }
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
