// Command lines as they are read in tests, whichever command's.
import assert from 'node:assert/strict';
import type { HelpAsked } from './command-line.ts';

type Environment = Record<string, string>;

export interface CommandLines<Options> {
  /** Commander reads process.env itself: it is given for the time of the call. */
  parse(line: string, environment?: Environment): Options;
  /** The message of the usage error. */
  refusal(line: string, environment?: Environment): string;
}

export function commandLines<Options extends object>(
  read: (words: readonly string[], environment: Environment) => Options | HelpAsked,
): CommandLines<Options> {
  function parse(line: string, environment: Environment = {}): Options {
    Object.assign(process.env, environment);
    try {
      const options = read(line === '' ? [] : line.split(' '), environment);
      if ('help' in options) throw new Error('help was not asked for');
      return options;
    } finally {
      for (const name of Object.keys(environment)) delete process.env[name];
    }
  }

  function refusal(line: string, environment?: Environment): string {
    let message = '';
    assert.throws(
      () => parse(line, environment),
      (error: Error & { exitCode?: number }) => {
        message = error.message;
        return error.exitCode === 2;
      },
    );
    return message;
  }

  return { parse, refusal };
}
