// A growing list of probes (host * ports + port index), 8 bytes each, that is filled once and then walked once.

const CHUNK = 8192;

export interface ProbeList {
  readonly length: number;
  push(probe: number): void;
  /** The next one from the front; -1 at the end. */
  shift(): number;
}

export function createProbeList(): ProbeList {
  const chunks: Float64Array[] = [];
  let head = 0;
  let tail = 0;
  return {
    get length() {
      return tail - head;
    },
    push(probe) {
      const place = tail - (tail % CHUNK);
      if (tail === place) chunks.push(new Float64Array(CHUNK));
      chunks[chunks.length - 1][tail - place] = probe;
      tail++;
    },
    shift() {
      if (head === tail) return -1;
      const probe = chunks[0][head % CHUNK];
      head++;
      if (head % CHUNK === 0) {
        // What was walked is given back; places count on from a whole number of chunks.
        chunks.shift();
        head -= CHUNK;
        tail -= CHUNK;
      }
      return probe;
    },
  };
}
