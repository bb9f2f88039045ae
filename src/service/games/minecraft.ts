// Minecraft, Java edition: minecraft.wiki, "Java Edition protocol: Server List Ping". What every client asks for its list.
//
//   packet   length varint, id varint;  0 handshake: protocol varint, host (length varint), port u16, 1 (status);  0 request
//   answer   0, length varint, JSON
import { ascii, be16, clean, concat, hex, u8 } from '../bytes.ts';
import { varint } from '../protobuf.ts';
import { defineService, type Endpoint, type Verdict } from '../service.ts';

const STATUS_REQUEST = hex('01 00');
/** Protocol -1: whatever the server has. */
const ANY_VERSION = hex('ff ff ff ff 0f');
const JSON_MOST = 65_000;
/** The older answer: 0xff, length u16, UTF-16 with fields `§1`. */
const OLD = /^\xff\0[\x03-\xff]\0\xa7\0(1)\0\0/;

export const minecraft = defineService({
  name: 'minecraft',
  title: 'Minecraft, Java edition',
  specification: 'Java Edition protocol: Server List Ping',
  ports: [25565, 25566],
  hello: ping,

  read({ bytes, text, closed }) {
    const length = varint(bytes, 0);
    if (OLD.test(text.slice(0, 12))) return { confidence: 0.9, product: 'Minecraft server' };
    if (length === null || u8(bytes, length.end) !== 0 || length.value < 10) return null;
    const size = varint(bytes, length.end + 1);
    if (size === null || size.end + size.value !== length.end + length.value || u8(bytes, size.end) !== 0x7b)
      return null;
    if (bytes.length < size.end + size.value)
      return size.value < JSON_MOST && !closed ? { confidence: 0.5, more: true } : null;
    return fromStatus(Buffer.from(bytes.subarray(size.end, size.end + size.value)).toString('utf8'));
  },
});

function ping({ ip, port, name }: Endpoint): Uint8Array {
  const host = ascii((name ?? ip).slice(0, 100));
  const body = concat(hex('00'), ANY_VERSION, Uint8Array.of(host.length), host, be16(port), hex('01'));
  return concat(Uint8Array.of(body.length), body, STATUS_REQUEST);
}

function fromStatus(text: string): Verdict | null {
  let status: { version?: { name?: unknown; protocol?: unknown }; players?: { max?: unknown; online?: unknown } };
  try {
    status = JSON.parse(text);
  } catch {
    return null;
  }
  const told = status?.version?.name;
  if (typeof told !== 'string') return null;
  const named = /^([A-Za-z][A-Za-z ]{2,30}) (\d[\w.-]{1,20})/.exec(told);
  const version = named?.[2] ?? /^\d[\w.-]{1,20}$/.exec(told)?.[0];
  const [online, most] = [status.players?.online, status.players?.max].map((value) =>
    typeof value === 'number' ? value : undefined,
  );
  return {
    confidence: 1,
    product: clean(named?.[1] ?? 'Minecraft server', 40),
    ...(version === undefined ? {} : { version }),
    ...(online === undefined ? {} : { info: `${online} of ${most ?? '?'} players` }),
    details: {
      version: clean(told),
      protocol: typeof status.version?.protocol === 'number' ? status.version.protocol : null,
      online,
      most,
    },
  };
}
