// Keys while a survey runs: p pauses and goes on, + and - change the limit of the pace, any other key shows the status.
//
// Rules:
//  1. Keys are read only where a person sits at this terminal and nothing else reads it: stdin is a terminal, no targets come from it,
//     stdout is no pipe (a pager would be asking the same terminal), and this is the foreground's process group (tty(4)).
//  2. The terminal is as it was when the command ends, however it ends: Node restores it at every exit, and a shell does where a
//     process was killed.
//  3. Ctrl-C, Ctrl-\ and Ctrl-Z do to the whole group of processes what the terminal would have done. Stopped, the terminal is as it
//     was; going on, keys are read again, where it goes on in the foreground.
import { fstatSync, readFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { counted } from '../report/format.ts';
import type { SurveyControl } from '../survey/control.ts';

/** The terminal, as far as keys need it. */
export interface KeyTerminal {
  /** Rule 1. */
  isOurs(): boolean;
  /** Keys one by one, unechoed, until the function that is returned is called: then it is as it was. */
  read(key: (key: string) => void): () => void;
  /** To the whole group of processes. */
  signal(name: NodeJS.Signals): void;
  /** Called when it was stopped and goes on, and when it is to stop, until the function that is returned is called. */
  onStop(stop: () => void, goOn: () => void): () => void;
}

export interface KeyActions {
  readonly control: SurveyControl;
  note(text: string): void;
  /** What was asked for as a limit when the survey began, in probes a second; null: none. */
  readonly rateCap: number | null;
  /** Probes a second that go now; null where that is not known. */
  rate(): number | null;
  /** Prints where the survey is. */
  showStatus(): void;
}

const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = { '\x03': 'SIGINT', '\x1c': 'SIGQUIT', '\x1a': 'SIGTSTP' };
/** A limit above is none. */
const HIGHEST = 1_000_000;

/** Reads keys until the function that is returned is called. */
export function readKeys(terminal: KeyTerminal, actions: KeyActions): () => void {
  const { control, note } = actions;
  let restore: (() => void) | null = null;

  function begin(): void {
    if (restore === null && terminal.isOurs()) restore = terminal.read(take);
  }

  function end(): void {
    restore?.();
    restore = null;
  }

  function take(key: string): void {
    const signal = SIGNALS[key];
    if (signal === 'SIGQUIT') end(); // it ends without another word
    if (signal !== undefined) terminal.signal(signal);
    else if (key === 'p' || key === 'P') pause();
    else if (key === '+' || key === '=') limit(higher);
    else if (key === '-' || key === '_') limit(lower);
    else actions.showStatus();
  }

  function pause(): void {
    if (control.paused) control.goOn();
    else control.pause();
    note(control.paused ? 'paused: p goes on' : 'goes on');
  }

  function limit(next: (rate: number) => number | null): void {
    const rateCap = control.rateCap === undefined ? actions.rateCap : control.rateCap;
    const now = rateCap ?? actions.rate();
    if (next === higher && rateCap === null) note('no limit: as fast as the network bears; - sets one');
    else if (!now)
      actions.showStatus(); // while nothing goes there is nothing to go by
    else {
      const wanted = next(now);
      control.setRate(wanted);
      note(
        wanted === null ? 'no limit any more: as fast as the network bears' : `at most ${counted(wanted, 'probe')}/s`,
      );
    }
  }

  const letGo = terminal.onStop(end, begin);
  begin();
  return () => {
    letGo();
    end();
  };
}

/** The next of 1, 2, 5, 10, 20, 50 ... above; null above all of them. */
function higher(rate: number): number | null {
  const step = steps(rate).find((each) => each > rate * 1.01)!;
  return step > HIGHEST ? null : step;
}

/** The next one below; 1 at the least. */
function lower(rate: number): number {
  return steps(rate).findLast((each) => each < rate * 0.99) ?? 1;
}

function steps(rate: number): number[] {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rate))));
  return [0.5, 1, 2, 5, 10, 20].map((each) => each * digits).filter((each) => each >= 1);
}

/** This process's terminal; null where rule 1 forbids it for good. `readsStdin`: something else comes from there. */
export function ownTerminal(readsStdin: boolean): KeyTerminal | null {
  if (readsStdin || process.platform !== 'linux' || !isatty(0) || !isatty(2) || isPipe(1)) return null;
  return {
    isOurs() {
      // proc_pid_stat(5): after the name in brackets state, ppid, pgrp, session, tty_nr, tpgid
      const [, , group, , , foreground] = readFileSync('/proc/self/stat', 'latin1').split(') ').at(-1)!.split(' ');
      return group === foreground;
    },
    read(key) {
      const { stdin } = process;
      const take = (bytes: Buffer): void => {
        const text = bytes.toString('latin1');
        // An arrow or a function key is one key, of several characters.
        for (const each of text.startsWith('\x1b') ? ['\x1b'] : text) key(each);
      };
      stdin.setRawMode(true);
      stdin.on('data', take).resume();
      stdin.unref();
      return () => {
        stdin.off('data', take).pause();
        stdin.setRawMode(false);
      };
    },
    signal: (name) => void process.kill(0, name),
    onStop(stop, goOn) {
      const stopped = (): void => {
        stop();
        process.kill(process.pid, 'SIGSTOP');
      };
      process.on('SIGTSTP', stopped).on('SIGCONT', goOn);
      return () => void process.off('SIGTSTP', stopped).off('SIGCONT', goOn);
    },
  };
}

function isPipe(descriptor: number): boolean {
  const status = fstatSync(descriptor);
  return status.isFIFO() || status.isSocket();
}
