// The end of a process's input, whatever that is.
import type { Readable } from 'node:stream';

/** Once. A pipe closes; a file and /dev/null only end, as Node keeps their descriptor open; either may break. */
export function whenOver(input: Readable, act: () => void): void {
  let over = false;
  for (const event of ['end', 'close', 'error'])
    input.on(event, () => {
      if (!over) act();
      over = true;
    });
}
