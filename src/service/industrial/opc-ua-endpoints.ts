// The endpoints that an OPC UA server offers: OPC 10000-4 section 7.14 (EndpointDescription), 7.2 (ApplicationDescription), encoded as
// 10000-6 section 5.2 has it.
import { clean, textAt, u8, u32le } from '../bytes.ts';

export interface OpcEndpoint {
  /** Of the application: its name, its product's URI, its own URI. */
  readonly name: string;
  readonly product: string;
  readonly uri: string;
  /** What stands behind the `#` of its policy: `None`, `Basic256Sha256`. */
  readonly policy: string;
  readonly anonymous: boolean;
}

const NONE = 0xffffffff;
const ENDPOINTS_MOST = 24;
const STRING_MOST = 16_384;
/** Header of the message 24, type 4, time 8, handle 4, result 4, diagnostics 1, strings 4, more 3. */
const COUNT = 52;
const RESPONSE = 0x01af0001;
const ANONYMOUS = 0;

/** In a whole message; none where it is another, refused, or cut short before the first. */
export function endpointsIn(bytes: Uint8Array): OpcEndpoint[] {
  if (u32le(bytes, 24) !== RESPONSE || u32le(bytes, 40) !== 0) return [];
  const endpoints: OpcEndpoint[] = [];
  const read = createReader(bytes, COUNT);
  const count = read.number();
  for (let k = 0; k < Math.min(count, ENDPOINTS_MOST); k++) {
    read.text();
    const uri = read.text();
    const product = read.text();
    const name = read.localized();
    read.skip(4);
    read.text();
    read.text();
    read.list(() => read.text());
    read.text();
    read.skip(4);
    const policy = read.text().replace(/^.*#/, '');
    let anonymous = false;
    read.list(() => {
      read.text();
      if (read.number() === ANONYMOUS) anonymous = true;
      read.text();
      read.text();
      read.text();
    });
    read.text();
    read.skip(1);
    if (read.isOver()) break;
    endpoints.push({ name, product, uri, policy, anonymous });
  }
  return endpoints;
}

function createReader(bytes: Uint8Array, begin: number) {
  let at = begin;
  const number = (): number => {
    at += 4;
    return u32le(bytes, at - 4);
  };
  const text = (): string => {
    const length = number();
    if (length === NONE || length === 0) return '';
    // A length that cannot be is the end of all that is read.
    if (length > STRING_MOST) at = bytes.length + 1;
    const words = clean(Buffer.from(textAt(bytes, at, Math.min(length, 200)), 'latin1').toString('utf8'), 100);
    at += length;
    return words;
  };
  return {
    number,
    text,
    skip(length: number): void {
      at += length;
    },
    /** Mask: 1 a locale, 2 a text. */
    localized(): string {
      const mask = u8(bytes, at++);
      if (mask & 1) text();
      return mask & 2 ? text() : '';
    },
    list(one: () => void): void {
      const count = number();
      for (let k = 0; count !== NONE && k < Math.min(count, ENDPOINTS_MOST) && at <= bytes.length; k++) one();
    },
    isOver: (): boolean => at > bytes.length,
  };
}
