import { useInfiniteQuery } from "@tanstack/preact-query";
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Loaded } from "../ui/states";

type PagesProps<T> = {
  queryKey: unknown[];
  fetchPage: (cursor: string | null) => Promise<{ items: T[]; next: string | null }>;
  empty: string;
  children: (item: T) => ComponentChildren;
};

/** A list of rows that goes on when asked. */
export function Pages<T>({ queryKey, fetchPage, empty, children }: PagesProps<T>) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  return (
    <Loaded query={query}>
      {(data) => {
        const items = data.pages.flatMap((page) => page.items);
        return items.length === 0 ? (
          <p class="quiet">{empty}</p>
        ) : (
          <>
            <ul class="rows">{items.map(children)}</ul>
            {query.hasNextPage && (
              <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                {t("action.more")}
              </Button>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
