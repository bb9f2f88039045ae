// DER (ITU-T X.690 section 8.1), as far as certificates and security tokens need it.

/** A value of this tag, of parts that are values already or plain content; 65,535 bytes at the most. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(body.length)]), body]);
}

/** Section 10.1: in as few bytes as it takes. */
function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
}

export const TAG = {
  ...{ integer: 0x02, bits: 0x03, octets: 0x04, object: 0x06, utf8: 0x0c, printable: 0x13, time: 0x17 },
  ...{ sequence: 0x30, set: 0x31 },
} as const;

/** `[n]` of ASN.1, around whole values. */
export const tagged = (number: number, ...parts: readonly Uint8Array[]): Buffer => der(0xa0 + number, ...parts);
