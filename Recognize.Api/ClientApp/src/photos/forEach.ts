/** Few enough that the server answers others meanwhile. */
const atOnce = 4;

/** Does something for each, a few at a time; stops at the first that fails and throws its error. */
export async function forEach<T>(items: readonly T[], work: (item: T) => Promise<unknown>, onDone: (count: number) => void = () => undefined): Promise<void> {
  let next = 0;
  let done = 0;
  let failed = false;
  const walk = async () => {
    while (next < items.length && !failed) {
      const item = items[next++]!;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, walk));
}

/** In pieces of at most `size`. */
export function pieces<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}
