import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSurveyControl } from '../survey/control.ts';
import { type KeyTerminal, readKeys } from './keys.ts';

function fakeTerminal(isOurs = true) {
  const signals: string[] = [];
  const state = { isOurs, key: null as ((key: string) => void) | null, stop: () => {}, goOn: () => {} };
  const terminal: KeyTerminal = {
    isOurs: () => state.isOurs,
    read(key) {
      state.key = key;
      return () => {
        state.key = null;
      };
    },
    signal: (name) => void signals.push(name),
    onStop(stop, goOn) {
      Object.assign(state, { stop, goOn });
      return () => Object.assign(state, { stop: () => {}, goOn: () => {} });
    },
  };
  return { terminal, state, signals };
}

function keys(rate: number | null = 1234, isOurs = true, rateCap: number | null = null) {
  const fake = fakeTerminal(isOurs);
  const control = createSurveyControl();
  const notes: string[] = [];
  let shown = 0;
  const end = readKeys(fake.terminal, {
    control,
    note: (text) => void notes.push(text),
    rateCap,
    rate: () => rate,
    showStatus: () => void shown++,
  });
  const press = (text: string) => {
    for (const each of text) fake.state.key?.(each);
  };
  return { ...fake, control, notes, press, end, shown: () => shown };
}

test('p pauses and goes on; other keys show the status', () => {
  const { control, notes, press, shown } = keys();
  press('p');
  assert.equal(control.state, 'paused');
  press(' \r\x1b');
  press('p');
  assert.equal(control.state, 'running');
  assert.deepEqual(notes, ['paused: p goes on', 'goes on']);
  assert.equal(shown(), 3);
});

test('+ and - go by steps of 1, 2 and 5, from what goes now; above a million there is no limit', () => {
  const caps: (number | null | undefined)[] = [];
  const { control, press, notes } = keys(1234);
  for (const key of '---++') {
    press(key);
    caps.push(control.rateCap);
  }
  assert.deepEqual(caps, [1000, 500, 200, 500, 1000]);
  assert.equal(notes[0], 'at most 1,000 probes/s');
  for (let k = 0; k < 10; k++) press('+');
  assert.equal(control.rateCap, null);
  assert.match(notes.at(-1)!, /no limit/);
  press('-');
  assert.equal(control.rateCap, 1000);
  for (let k = 0; k < 20; k++) press('-');
  assert.equal(control.rateCap, 1);
  assert.equal(notes.at(-1), 'at most 1 probe/s');
});

test('a limit that was asked for at the start is where + and - begin, whatever goes now', () => {
  const { control, press } = keys(0, true, 300);
  press('+');
  assert.equal(control.rateCap, 500);
});

test('where nothing is known of the pace it is not changed', () => {
  for (const rate of [null, 0]) {
    const { control, press, shown, notes } = keys(rate);
    press('-');
    assert.equal(shown(), 1);
    press('+');
    assert.match(notes.join(), /^no limit: /);
    assert.equal(control.rateCap, undefined);
  }
});

test('Ctrl-C, Ctrl-backslash and Ctrl-Z are what the terminal makes of them', () => {
  const { press, signals, state } = keys();
  press('\x03\x1a\x1c');
  assert.deepEqual(signals, ['SIGINT', 'SIGTSTP', 'SIGQUIT']);
  assert.equal(state.key, null, 'the terminal is as it was: nothing of this process comes after it');
});

test('stopped it lets the terminal go, and takes it again in the foreground alone', () => {
  const { state, end } = keys();
  state.stop();
  assert.equal(state.key, null);
  state.isOurs = false;
  state.goOn();
  assert.equal(state.key, null);
  state.isOurs = true;
  state.goOn();
  assert.notEqual(state.key, null);
  end();
  assert.equal(state.key, null);
  state.goOn();
  assert.equal(state.key, null);
});

test('in the background nothing is read', () => {
  assert.equal(keys(1, false).state.key, null);
});
