// Addresses as people write them. An IPv4 address is an unsigned 32-bit number, a MAC address 6 bytes.

export const MAC_LENGTH = 6;

const DIGIT_0 = 48;
const DOT = 46;
const MAC_TEXT = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$|^[0-9a-f]{2}(?:-[0-9a-f]{2}){5}$/i;
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * Dotted quad only: four decimal numbers of 0 to 255 without leading zeros. The shorter, octal and hexadecimal forms of
 * inet_aton(3) are refused, because programs disagree on them (RFC 6943 section 3.1.1). Null where it is anything else.
 */
export function parseIpv4(text: string): number | null {
  if (text.length < 7 || text.length > 15) return null;
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return null;
      address = address * 256 + part;
      part = 0;
      digits = 0;
      continue;
    }
    const digit = code - DIGIT_0;
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return null;
    part = part * 10 + digit;
    digits++;
    if (part > 255) return null;
  }
  return dots === 3 && digits > 0 ? address * 256 + part : null;
}

/** Dotted quad of an unsigned 32-bit address. */
export function formatIpv4(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** Six pairs of hexadecimal digits with `:` or `-` between (one of them, not mixed). Null where it is anything else. */
export function parseMac(text: string): Uint8Array | null {
  if (!MAC_TEXT.test(text)) return null;
  const mac = new Uint8Array(MAC_LENGTH);
  for (let k = 0; k < MAC_LENGTH; k++) mac[k] = Number.parseInt(text.slice(k * 3, k * 3 + 2), 16);
  return mac;
}

/** The six bytes at `offset`, as `02:00:5e:00:53:01`. */
export function formatMac(bytes: Uint8Array, offset: number): string {
  let text = HEX[bytes[offset]];
  for (let k = 1; k < MAC_LENGTH; k++) text += `:${HEX[bytes[offset + k]]}`;
  return text;
}
