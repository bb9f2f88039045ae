// What hands do: keys that are no typing, and copying with a word about it.
import { T } from '../texts.ts';

/** Whether keys belong to a field, not to the view; keys with Ctrl, Alt or Meta are the browser's. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  return event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Whether Enter or Space would press something that has the focus. */
export function isOnControl(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.closest('a, button, summary') !== null;
}

class Said {
  text = $state('');
  private timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.text = '';
    }, 3_000);
  }
}

/** One line that tells what was done, read out too. */
export const said = new Said();

export async function copy(text: string, what: string): Promise<void> {
  said.say((await write(text)) ? T.copied(what) : T.copyRefused);
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeByHand(text);
  }
}

/** Where the page does not come over TLS, nor from this machine, browsers have no other way. */
function writeByHand(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}
