// Controllers: Modbus and S7, the questions who they are, and nothing of what they control.
import type { Talk } from '../host.ts';

/** Read Device Identification (Modbus Application Protocol 1.1b3 section 6.21): vendor, product, revision. */
export function modbus(objects: readonly string[]): Talk {
  return {
    answer(heard) {
      if (heard.length < 8) return null;
      const length = heard.readUInt16BE(4);
      if (heard.readUInt16BE(2) !== 0 || length < 2 || length > 254) return { bytes: '', close: true };
      if (heard.length < 6 + length) return null;
      const isIdentification = heard[7] === 0x2b && heard[8] === 0x0e;
      const list = objects.map((text, id) => Buffer.from([id, text.length, ...Buffer.from(text, 'latin1')]));
      const body = isIdentification
        ? Buffer.concat([Buffer.from([0x2b, 0x0e, 1, 1, 0, 0, objects.length]), ...list])
        : Buffer.from([heard[7] | 0x80, 1]); // illegal function
      const head = Buffer.alloc(7);
      heard.copy(head, 0, 0, 2);
      head.writeUInt16BE(body.length + 1, 4);
      head[6] = heard[6];
      return { bytes: Buffer.concat([head, body]) };
    },
  };
}

export interface S7Controller {
  /** Order number: `6ES7 315-2EH14-0AB0 `. */
  readonly order: string;
  /** Firmware: three numbers. */
  readonly firmware: readonly [number, number, number];
  /** Names of the list 0x001c, by index: 1 system, 2 module, 3 plant, 4 copyright, 5 serial number, 7 module type. */
  readonly names: Readonly<Record<number, string>>;
}

function tpkt(...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.from([3, 0, 0, 0]);
  head.writeUInt16BE(body.length + 4, 2);
  return Buffer.concat([head, body]);
}

const DATA = Buffer.from([2, 0xf0, 0x80]);

/** System status list 0x0011 or 0x001c (Siemens, "System Software for S7-300/400, System and Standard Functions", chapter 34). */
function statusList({ order, firmware, names }: S7Controller, list: number): Buffer | null {
  const records =
    list === 0x0011
      ? [1, 6, 7].map((index) => {
          const record = Buffer.alloc(28);
          record.writeUInt16BE(index);
          record.write(order.padEnd(20), 2, 'latin1');
          if (index === 7) record.set([0x56, ...firmware], 24);
          return record;
        })
      : list === 0x001c
        ? Object.entries(names).map(([index, name]) => {
            const record = Buffer.alloc(34);
            record.writeUInt16BE(Number(index));
            record.write(name.slice(0, 32), 2, 'latin1');
            return record;
          })
        : null;
  if (records === null) return null;
  const head = Buffer.alloc(8);
  head.writeUInt16BE(list, 0);
  head.writeUInt16BE(records[0].length, 4);
  head.writeUInt16BE(records.length, 6);
  return Buffer.concat([head, ...records]);
}

/** ISO on TCP (RFC 1006), COTP's connection (ISO 8073), and S7 (Wireshark, packet-s7comm.c; Snap7's documentation). */
export function s7(controller: S7Controller): Talk {
  return {
    answer(heard) {
      if (heard.length < 7) return null;
      if (heard[0] !== 3) return { bytes: '', close: true };
      const size = heard.readUInt16BE(2);
      if (heard.length < size) return null;
      const kind = heard[5] & 0xf0;
      if (kind === 0xe0) {
        // Connection confirm: references change places, parameters come back as they were.
        const confirm = Buffer.concat([Buffer.from([0, 0xd0, heard[8], heard[9], 0, 1, 0]), heard.subarray(11, size)]);
        confirm[0] = confirm.length - 1;
        return { bytes: tpkt(confirm) };
      }
      if (kind !== 0xf0 || size < 19 || heard[7] !== 0x32) return { bytes: '', close: true };
      const reference = heard.subarray(11, 13);
      if (heard[8] === 1 && heard[17] === 0xf0) {
        const head = Buffer.from([0x32, 3, 0, 0, ...reference, 0, 8, 0, 0, 0, 0]);
        return { bytes: tpkt(DATA, head, Buffer.from([0xf0, 0, 0, 1, 0, 1, 0, 0xf0])) };
      }
      if (heard[8] !== 7) return { bytes: '', close: true };
      const parameters = heard.readUInt16BE(13);
      const list = heard.readUInt16BE(17 + parameters + 4);
      const found = statusList(controller, list);
      const data =
        found === null ? Buffer.from([0x0a, 0, 0, 0]) : Buffer.from([0xff, 9, found.length >> 8, found.length & 255]);
      const parameter = Buffer.from([0, 1, 0x12, 8, 0x12, 0x84, 1, 1, 0, 0, 0, 0]);
      if (found === null) parameter.set([0xd4, 0x01], 10);
      const payload = Buffer.concat([data, found ?? Buffer.alloc(0)]);
      const head = Buffer.from([0x32, 7, 0, 0, ...reference, 0, 12, payload.length >> 8, payload.length & 255]);
      return { bytes: tpkt(DATA, head, parameter, payload) };
    },
  };
}
