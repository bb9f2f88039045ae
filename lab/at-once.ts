// Several things under way at a time.

/** Does something with each that is left, in their order, `atOnce` at a time. */
export async function eachAtOnce<T>(
  left: IterableIterator<T>,
  atOnce: number,
  act: (one: T) => Promise<void>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const one of left) await act(one);
    }),
  );
}
