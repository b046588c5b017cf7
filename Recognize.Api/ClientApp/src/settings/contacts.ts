/** Milliseconds between two looks at what a worker made of contacts. */
export const askEvery = 3_000;
