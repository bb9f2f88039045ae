// Time, for those who may not open the kernel's door themselves: its clocks, and short sleeps.
export { setTimerSlack } from '../native/capabilities.ts';
export { bootMicros, bootMillis, bootToRealtime, realtimeMicros, sleepMicros } from '../native/clock.ts';
