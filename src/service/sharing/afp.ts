// AFP over TCP: Apple Filing Protocol Reference, Data Stream Interface. DSIGetStatus is answered before any login.
//
//   DSI      flags u8 (0 request, 1 reply), command u8 (3 GetStatus), id u16, error u32, length u32, reserved u32
//   status   0 machine type, 2 versions, 4 UAMs, 6 icon: offsets u16; 8 flags u16; 10 server name, a Pascal string
import { clean, hex, textAt, u8, u16, u32 } from '../bytes.ts';
import { defineService, type ServiceNote, type Verdict } from '../service.ts';

const GET_STATUS = 3;
const ID = 0x504f;
const HEADER = 16;
const LIST_MOST = 16;

export const afp = defineService({
  name: 'afpovertcp',
  title: 'Apple Filing Protocol',
  specification: 'Apple Filing Protocol Reference, DSI',
  ports: [548],
  hello: hex('00 03 504f 00000000 00000000 00000000'),

  read({ bytes }): Verdict | null {
    if (u16(bytes, 0) !== 0x100 + GET_STATUS || u16(bytes, 2) !== ID) return null;
    const length = u32(bytes, 8);
    if (bytes.length < HEADER || u32(bytes, 4) !== 0 || length < 12 || length > 16_384) return null;
    if (bytes.length < HEADER + length) return { confidence: 0.7, more: true };
    const status = bytes.subarray(HEADER, HEADER + length);
    const machine = pascal(status, u16(status, 0));
    const hostname = pascal(status, 10);
    const versions = listAt(status, u16(status, 2));
    const logins = listAt(status, u16(status, 4));
    if (versions.length === 0 || !versions.every((each) => /^AFP/.test(each))) return null;
    const notes = notesOf(logins);
    return {
      confidence: 1,
      ...productOf(machine),
      ...(hostname === '' ? {} : { hostname }),
      info: `up to ${versions.at(-1)}`,
      details: { machine, versions, logins },
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
});

const pascal = (bytes: Uint8Array, at: number): string => clean(textAt(bytes, at + 1, u8(bytes, at)));

/** A count u8, then so many Pascal strings. */
function listAt(status: Uint8Array, begin: number): string[] {
  const names: string[] = [];
  let at = begin + 1;
  for (let left = Math.min(u8(status, begin), LIST_MOST); left > 0 && at < status.length; left--) {
    names.push(pascal(status, at));
    at += 1 + u8(status, at);
  }
  return names;
}

function productOf(machine: string): Partial<Verdict> {
  const netatalk = /^Netatalk ?(\d[\w.]{0,20})?/.exec(machine);
  if (netatalk === null) return machine === '' ? {} : { device: machine };
  return { product: 'Netatalk', ...(netatalk[1] === undefined ? {} : { version: netatalk[1] }) };
}

function notesOf(logins: readonly string[]): ServiceNote[] {
  const notes: ServiceNote[] = [];
  if (logins.some((name) => /No User Authent/i.test(name))) {
    notes.push({ code: 'N_AFP_GUEST', text: 'lets guests in', advice: 'turn guest access off' });
  }
  if (logins.some((name) => /Cleartxt/i.test(name))) {
    notes.push({
      code: 'N_PLAIN_TEXT_LOGIN',
      text: 'takes passwords in the clear',
      advice: 'take Cleartxt Passwrd out of the login methods (uams_clrtxt.so)',
    });
  }
  return notes;
}
