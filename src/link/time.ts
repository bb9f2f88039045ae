// Time, for those who may not open the kernel's door themselves: the clock of received packets, and short sleeps.
export { setTimerSlack } from '../native/capabilities.ts';
export { realtimeMicros, realtimeOffset, sleepMicros } from '../native/clock.ts';
