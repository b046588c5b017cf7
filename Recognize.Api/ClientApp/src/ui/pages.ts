type PageOf<T> = { items: T[]; next: string | null };

/** All items of a list whose length a person can look through; `most` guards against one that never ends. */
export async function allPages<T>(fetchPage: (cursor: string | undefined) => Promise<PageOf<T>>, most = 5_000): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page: PageOf<T> = await fetchPage(cursor);
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && items.length < most);
  return items;
}
