// How a thread that waits for a scan is told of it: a message, and a bell that wakes it. A thread that sleeps at the bell has its
// message half a millisecond sooner than one whose event loop is woken for it.
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';

/** The thread's end, as it is handed over when the thread starts (`workerData`). */
export interface ThreadLine {
  readonly port: MessagePort;
  /** Shared; one word, another one whenever a message was left. */
  readonly bell: Int32Array;
}

/** Tells whoever waits at the other end of this port. */
export function tell(port: MessagePort, bell: Int32Array, message: unknown): void {
  port.postMessage(message);
  Atomics.add(bell, 0, 1);
  Atomics.notify(bell, 0);
}

/** The next message; blocks until there is one. */
export function nextMessage({ port, bell }: ThreadLine): unknown {
  for (;;) {
    const rung = Atomics.load(bell, 0);
    const received = receiveMessageOnPort(port);
    if (received !== undefined) return (received as { message: unknown }).message;
    Atomics.wait(bell, 0, rung);
  }
}
