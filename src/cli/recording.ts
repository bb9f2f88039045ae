// The file of --pcap: opened here, with the rights of the person who called, and handed to the engine as it is.
import { closeSync, constants, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { CliError } from './errors.ts';

const { O_WRONLY, O_CREAT, O_APPEND, O_NOFOLLOW } = constants;

export interface Recording extends Disposable {
  readonly descriptor: number;
}

/** An older file is replaced. Throws E_PCAP_FILE, which names it. */
export function openRecording(path: string): Recording {
  let descriptor: number;
  try {
    descriptor = openSync(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, 0o600);
  } catch (error) {
    throw cannotWrite(path, error);
  }
  try {
    if (fstatSync(descriptor).isFile()) ftruncateSync(descriptor);
  } catch (error) {
    closeSync(descriptor);
    throw cannotWrite(path, error);
  }
  return { descriptor, [Symbol.dispose]: () => closeSync(descriptor) };
}

/** What the engine says of a recording, which it knows without its name. */
export function namingRecording(path: string | undefined, error: unknown): unknown {
  const { code, message } = Object(error) as NodeJS.ErrnoException;
  return code === 'E_PCAP_FILE' && path !== undefined ? new CliError(code, `${path}: ${message}`) : error;
}

function cannotWrite(path: string, error: unknown): CliError {
  return new CliError('E_PCAP_FILE', `the recording ${path} cannot be written: ${(error as Error).message}`);
}
