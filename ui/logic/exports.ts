// Files that a survey can be taken away as: the ends of names below /api/export/.
import { T } from '../texts.ts';

export interface Export {
  /** Of the file's name, and of its address. */
  readonly end: string;
  readonly text: string;
}

/** Every format that the server has: those that people ask for first, then the others by their own names. */
export function exportsOf(formats: readonly string[]): readonly Export[] {
  const named = Object.keys(T.scan.formats).filter((format) => formats.includes(format));
  const others = formats.filter((format) => !named.includes(format));
  return [...named, ...others].map((format) => ({
    end: format === 'json' ? 'jsonl' : format,
    text: T.scan.formats[format] ?? format,
  }));
}

export const exportAddress = (scan: number, end: string): string => `/api/export/${scan}.${end}`;
