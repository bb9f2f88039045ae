/** Of the page: paints, keys, whatever waits. */
export const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
