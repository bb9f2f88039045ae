// Minecraft, Bedrock edition: minecraft.wiki, "RakNet", unconnected pong.
//
//   1c, time 8 bytes (ours), server 8 bytes, magic 16 bytes, length u16, text:
//   edition;message;protocol;version;players;most;server;second message;mode;...
import { BEDROCK_TIME, bedrock as question, RAKNET_MAGIC } from '../../probe/udp/games/bedrock.ts';
import { clean, stands, u8, u16 } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const PONG = 0x1c;
const MAGIC = 17;
const LENGTH = 33;
const TEXT = 35;

export const bedrock = defineService({
  name: 'minecraft-bedrock',
  title: 'Minecraft, Bedrock edition',
  specification: 'RakNet: unconnected pong',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (u8(bytes, 0) !== PONG || !stands(bytes, RAKNET_MAGIC, MAGIC) || !stands(bytes, BEDROCK_TIME, 1)) return null;
    // Other programs that are built on RakNet may say nothing of themselves.
    if (bytes.length < TEXT) return { confidence: 0.95, service: 'raknet' };
    const length = u16(bytes, LENGTH);
    if (bytes.length < TEXT + length) return null;
    const fields = Buffer.from(bytes.subarray(TEXT, TEXT + length))
      .toString('utf8')
      .split(';', 12);
    const [edition, message = '', , version = '', players = '', most = '', , second = '', mode = ''] = fields;
    if (edition !== 'MCPE' && edition !== 'MCEE')
      return { confidence: 0.95, service: 'raknet', info: clean(edition, 40) };
    return {
      confidence: 1,
      product: edition === 'MCEE' ? 'Minecraft Education server' : 'Minecraft Bedrock server',
      ...(/^\d[\w.-]{0,20}$/.test(version) ? { version } : {}),
      info: clean(`${plain(message)}; ${players} of ${most} players`),
      details: { message: clean(plain(message)), level: clean(plain(second)), mode: clean(mode, 30) },
    };
  },
});

/** Without the marks of colours. */
const plain = (text: string): string => text.replace(/§./g, '');
