// IPP (RFC 8010, RFC 8011): a printer that tells its attributes and prints nothing.
import type { Said, Talk } from '../host.ts';
import { response, wholeRequest } from './web.ts';

export interface Printer {
  /** `HP OfficeJet Pro 8730` */
  readonly model: string;
  readonly name: string;
  /** IEEE 1284: `MFG:HP;MDL:...;CMD:...;` */
  readonly deviceId: string;
  readonly server: string;
}

const GET_PRINTER_ATTRIBUTES = 0x000b;
const OPERATION_NOT_SUPPORTED = 0x0501;
const TEXT = 0x41;
const NAME = 0x42;
const KEYWORD = 0x44;
const CHARSET = 0x47;
const LANGUAGE = 0x48;
const MIME = 0x49;

function attribute(tag: number, name: string, value: string): Buffer {
  const bytes = Buffer.alloc(5 + name.length + Buffer.byteLength(value));
  bytes[0] = tag;
  bytes.writeUInt16BE(name.length, 1);
  bytes.write(name, 3, 'latin1');
  bytes.writeUInt16BE(Buffer.byteLength(value), 3 + name.length);
  bytes.write(value, 5 + name.length);
  return bytes;
}

function printerAttributes({ model, name, deviceId }: Printer, request: Buffer): Buffer {
  const head = Buffer.alloc(8);
  request.copy(head, 0, 0, 2); // the version that was asked
  const isKnown = request.readUInt16BE(2) === GET_PRINTER_ATTRIBUTES;
  head.writeUInt16BE(isKnown ? 0 : OPERATION_NOT_SUPPORTED, 2);
  request.copy(head, 4, 4, 8);
  const operation = [
    Buffer.from([1]),
    attribute(CHARSET, 'attributes-charset', 'utf-8'),
    attribute(LANGUAGE, 'attributes-natural-language', 'en'),
  ];
  const printer = [
    Buffer.from([4]),
    attribute(TEXT, 'printer-make-and-model', model),
    attribute(NAME, 'printer-name', name),
    attribute(TEXT, 'printer-info', name),
    attribute(TEXT, 'printer-device-id', deviceId),
    attribute(NAME, 'printer-dns-sd-name', name),
    attribute(KEYWORD, 'ipp-versions-supported', '2.0'),
    attribute(MIME, 'document-format-default', 'application/octet-stream'),
  ];
  return Buffer.concat([head, ...operation, ...(isKnown ? printer : []), Buffer.from([3])]);
}

export function ipp(printer: Printer): Talk {
  return {
    answer(heard): Said | null {
      const request = wholeRequest(heard);
      if (request === null) return null;
      const { server } = printer;
      if (!/^POST \S+ HTTP\/1\.[01]/.test(request.head))
        return response(server, { status: '404 Not Found', body: 'Not Found' });
      if (!/^content-type:[ \t]*application\/ipp/im.test(request.head) || request.body.length < 9) {
        return response(server, { status: '400 Bad Request', body: 'Bad Request' });
      }
      return response(server, { type: 'application/ipp', body: printerAttributes(printer, request.body) });
    },
  };
}

/** A port that takes print jobs raw, and answers what PJL asks for (HP, "Printer Job Language Technical Reference", INFO ID). */
export const jetdirect: Talk = {};
