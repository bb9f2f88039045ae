// Pulsar: pulsar.apache.org, "Pulsar binary protocol specification", PulsarApi.proto. CONNECT without credentials opens a session
// or is refused.
//
//   frame    whole size u32, size of the command u32, BaseCommand { 1: type, n: command }
//   types    2 CONNECT { 1: client version, 4: protocol version }, 3 CONNECTED { 1: server version, 2: protocol version },
//            14 ERROR { 2: code, 3: text }
import { ascii, be32, clean, concat, hex, u32 } from '../bytes.ts';
import { numberField, protobufFields, stringField } from '../protobuf.ts';
import { defineService } from '../service.ts';
import { cpeOf } from '../words/cpe.ts';

const [CONNECTED, ERROR] = [3, 14];
const CLIENT = 'portolan';
const CONNECT = concat(hex('0a'), Uint8Array.of(CLIENT.length), ascii(CLIENT), hex('20 06'));
const COMMAND = concat(hex('08 02 12'), Uint8Array.of(CONNECT.length), CONNECT);

export const pulsar = defineService({
  name: 'pulsar',
  title: 'Apache Pulsar',
  specification: 'Pulsar binary protocol',
  ports: [6650],
  tlsPorts: [6651],
  hello: concat(be32(4 + COMMAND.length), be32(COMMAND.length), COMMAND),

  read({ bytes }) {
    const [whole, size] = [u32(bytes, 0), u32(bytes, 4)];
    if (size < 4 || size > 2048 || whole !== size + 4 || bytes.length < 8 + size) return null;
    const command = protobufFields(bytes.subarray(8, 8 + size));
    const type = command === null ? undefined : numberField(command, 1);
    if (type !== CONNECTED && type !== ERROR) return null;
    const body = command!.find(([number]) => number === type)?.[1];
    const fields = body === undefined || typeof body === 'number' ? null : protobufFields(body);
    if (fields === null) return null;
    const told = stringField(fields, type === CONNECTED ? 1 : 3);
    if (!/^[\x20-\x7e]{3,300}$/.test(told)) return null;
    const version = /(\d+\.\d+[\w.+-]{0,30})$/.exec(told)?.[1];
    const product = { product: 'Apache Pulsar' };
    if (type === ERROR) return { confidence: 0.9, ...product, cpe: [cpeOf('apache', 'pulsar')], info: clean(told, 80) };
    return {
      confidence: 1,
      ...product,
      ...(version && { version }),
      cpe: [cpeOf('apache', 'pulsar', version)],
      info: `protocol ${numberField(fields, 2) ?? 0}`,
      details: { server: clean(told) },
    };
  },
});
