// The address of a name server, as a person writes it.

export interface ServerAddress {
  readonly address: string;
  readonly port: number;
}

const PORT = 53;

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:53`; null where the text is no address. */
export function serverOf(text: string): ServerAddress | null {
  const plain = /^(?<address>\d{1,3}(?:\.\d{1,3}){3})(?::(?<port>\d{1,5}))?$/.exec(text)?.groups;
  const bracketed = /^\[(?<address>[0-9a-f:.]{2,45})(?:%[\w.-]{1,20})?\](?::(?<port>\d{1,5}))?$/i.exec(text)?.groups;
  const { address = /^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(text) ? text : '', port = String(PORT) } =
    plain ?? bracketed ?? {};
  const isAddress = address !== '' && address.split('.').every((part) => part.includes(':') || Number(part) < 256);
  return isAddress && Number(port) > 0 && Number(port) < 65_536 ? { address, port: Number(port) } : null;
}
