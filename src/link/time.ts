// Time, for those who may not open the kernel's door themselves: its clocks, and short sleeps.
export { bootMicros, bootMillis, bootToRealtime, realtimeMicros, setTimerSlack, sleepMicros } from '../native/clock.ts';
