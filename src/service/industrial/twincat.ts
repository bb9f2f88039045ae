// TwinCAT routers: Beckhoff's ADS library (SERVERINFO).
//
//   03 66 14 71, invoke u32 (ours), service u32le (80000001), AMS address: 6 bytes and port u16le, tags u32le; tag: kind u16le, length u16le, value
//   3 TwinCAT's version (u8 major, u8 minor, u16le build), 4 system (size u32le, major u32le, minor u32le, build u32le, platform u32le, text),
//   5 computer's name to a zero byte
import { twincat as question, TWINCAT_INVOKE } from '../../probe/udp/industrial/twincat.ts';
import { clean, cString, hex, stands, u8, u16le, u32le } from '../bytes.ts';
import { defineService, type Verdict } from '../service.ts';

const MAGIC = hex('03 66 14 71');
const INVOKE = Uint8Array.from(TWINCAT_INVOKE);
const SERVER_INFO = 0x8000_0001;
const TAGS = 24;
const TAGS_MOST = 20;
const VERSION = 3;
const SYSTEM = 4;
const NAME = 5;
const PLATFORMS: Readonly<Record<number, string>> = { 1: 'Windows', 2: 'Windows', 3: 'Windows CE' };

export const twincat = defineService({
  name: 'twincat',
  title: 'TwinCAT router',
  specification: 'Beckhoff ADS',
  ports: [],
  udpPorts: question.ports,
  hello: question.bytes,

  read({ bytes }): Verdict | null {
    if (!stands(bytes, MAGIC) || !stands(bytes, INVOKE, 4) || u32le(bytes, 8) !== SERVER_INFO || bytes.length < TAGS)
      return null;
    const tags = tagsOf(bytes);
    const [version, system, name] = [tags.get(VERSION), tags.get(SYSTEM), tags.get(NAME)];
    const os = system === undefined ? undefined : PLATFORMS[u32le(system, 16)];
    const hostname = name === undefined ? '' : clean(cString(name, 0, 64), 64);
    return {
      confidence: 1,
      product: 'Beckhoff TwinCAT',
      ...(version?.length === 4 ? { version: `${u8(version, 0)}.${u8(version, 1)}.${u16le(version, 2)}` } : {}),
      ...(hostname === '' ? {} : { hostname }),
      ...(os === undefined ? {} : { os: `${os} ${u32le(system!, 4)}.${u32le(system!, 8)}` }),
      info: `AMS ${bytes.subarray(12, 18).join('.')}`,
      device: 'controller',
      details: { netId: bytes.subarray(12, 18).join('.') },
    };
  },
});

function tagsOf(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const tags = new Map<number, Uint8Array>();
  let at = TAGS;
  for (let k = 0; k < Math.min(u32le(bytes, 20), TAGS_MOST) && at + 4 <= bytes.length; k++) {
    const end = at + 4 + u16le(bytes, at + 2);
    if (end > bytes.length) break;
    tags.set(u16le(bytes, at), bytes.subarray(at + 4, end));
    at = end;
  }
  return tags;
}
