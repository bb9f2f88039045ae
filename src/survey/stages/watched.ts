/** Gives on what a generator gives, and returns what it returns; each value is shown to `look` first. */
export async function* watched<T, R>(
  run: AsyncGenerator<T, R, undefined>,
  look: (value: T) => void,
): AsyncGenerator<T, R, undefined> {
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      look(value);
      yield value;
    }
  } finally {
    // Who reads no further ends it too.
    await run.return(undefined as R);
  }
}
