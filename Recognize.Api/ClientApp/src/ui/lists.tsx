import { useInfiniteQuery } from "@tanstack/preact-query";
import { t } from "../i18n";
import { Button } from "./Button";

type PageOf<T> = { items: T[]; next: string | null };

/** A list of the API, page by page; `data` is everything fetched so far. With `askEvery`, in milliseconds, it is read again while it is shown. */
export function usePages<T>(queryKey: unknown[], fetchPage: (cursor: string | undefined) => Promise<PageOf<T>>, askEvery?: number) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: askEvery ?? false,
    select: (data) => data.pages.flatMap((page) => page.items),
  });
}

/** A button that asks for more of a list, while there is more. */
export function MoreButton({ list }: { list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> } }) {
  return list.hasNextPage ? (
    <div class="row">
      <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t("action.more")}
      </Button>
    </div>
  ) : null;
}
