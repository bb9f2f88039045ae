// What waits to be shown, in its order: as the bytes that go out where that is all that showing it does, else as the line itself.
import type { Line } from '../../finding/finding.ts';
import { createTextBytes } from '../../survey/text-bytes.ts';

export interface Show {
  /** Shows a line; `json` is what it is as JSON, where that was made. */
  take(line: Line, json?: string): void;
  /** All that take() would do is to print this text; null: it does more. */
  textOf(line: Line, json: string): string | null;
  print(text: Uint8Array): void;
  /** What is shown meanwhile is written at once. */
  together(show: () => void): void;
}

export interface Held {
  add(line: Line, json: string): void;
  /** All that was added; then nothing is held. */
  show(): void;
}

export function createHeld(to: Show): Held {
  const texts = createTextBytes();
  /** Each with how much of `texts` comes before it. */
  let lines: [after: number, line: Line, json: string][] = [];
  return {
    add(line, json) {
      const text = to.textOf(line, json);
      if (text !== null) texts.add(text);
      else lines.push([texts.length, line, json]);
    },
    show() {
      const [bytes, held] = [texts.take(), lines];
      lines = [];
      let printed = 0;
      const printUntil = (end: number): void => {
        if (end > printed) to.print(bytes.subarray(printed, end));
        printed = end;
      };
      to.together(() => {
        for (const [after, line, json] of held) {
          printUntil(after);
          to.take(line, json);
        }
        printUntil(bytes.length);
      });
    },
  };
}
