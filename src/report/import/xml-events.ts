// An XML document of a stranger, element by element, while it comes.
//
//  1. No entity of its own is expanded (saxes), nothing it names is fetched, and nothing is read deeper than DEPTH_MOST.
//  2. An element, and what stands between two, has an end: PIECE_MOST characters at the most.
//  3. A document that ends early has given all that came before; `isWhole` says that it did not.
import { SaxesParser } from 'saxes';
import { ImportError } from './import-error.ts';

const DEPTH_MOST = 64;
const PIECE_MOST = 4 * 1024 * 1024;
/** The parser gathers what it is given: a large piece in small ones. */
const STEP = 65_536;

export type Attributes = Readonly<Record<string, string>>;

export interface ElementHandler {
  opened(name: string, attributes: Attributes): void;
  closed(name: string): void;
  text(text: string): void;
}

export interface XmlReader {
  /** Throws E_IMPORT where it is no XML, or too large a piece of it. */
  write(text: string): void;
  /** Nothing more comes: whether the document had an end. */
  end(): boolean;
}

export function createXmlReader(handler: ElementHandler): XmlReader {
  const parser = new SaxesParser();
  let depth = 0;
  let sinceEvent = 0;
  let fault: ImportError | null = null;
  let isOver = false;
  parser.on('error', ({ message }) => {
    fault ??= new ImportError(`no whole XML: line ${message.replace(/\.$/, '')}`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    sinceEvent = 0;
    if (++depth > DEPTH_MOST) fault ??= new ImportError(`elements stand deeper than ${DEPTH_MOST} in each other`);
    if (fault === null) handler.opened(name, attributes as Attributes);
  });
  parser.on('closetag', ({ name }) => {
    sinceEvent = 0;
    depth--;
    if (depth === 0) isOver = true;
    if (fault === null) handler.closed(name);
  });
  parser.on('text', (text) => {
    if (fault === null && depth > 0) handler.text(text);
  });
  return {
    write(text) {
      for (let at = 0; at < text.length; at += STEP) {
        const piece = text.slice(at, at + STEP);
        sinceEvent += piece.length;
        parser.write(piece);
        if (sinceEvent > PIECE_MOST) fault ??= new ImportError(`an element is larger than ${PIECE_MOST} characters`);
        if (fault !== null) throw fault;
      }
    },
    end() {
      return isOver;
    },
  };
}
