// What addresses are sorted by: IPv4 as IPv6 maps it (RFC 4291 section 2.5.5.2), so that there is one order of all.

/** 32 hexadecimal digits. */
export function rankOf(ip: string): string {
  if (!ip.includes(':')) return `${'0'.repeat(20)}ffff${bytes(ip)}`;
  const [head, tail] = ip.split('::', 2).map((part) => (part === '' ? [] : part.split(':').flatMap(group)));
  const given = tail === undefined ? head : [...head, ...Array(8 - head.length - tail.length).fill('0000'), ...tail];
  return given.join('').slice(0, 32).padEnd(32, '0');
}

function group(text: string): readonly string[] {
  if (!text.includes('.')) return [text.padStart(4, '0').toLowerCase()];
  const all = bytes(text);
  return [all.slice(0, 4), all.slice(4)];
}

function bytes(ip: string): string {
  return ip
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('');
}
