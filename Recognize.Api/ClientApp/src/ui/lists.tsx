import { type InfiniteData, useInfiniteQuery } from "@tanstack/preact-query";
import { t } from "../i18n";
import { Button } from "./Button";
import { messageOf } from "./toasts";

type PageOf<T> = { items: T[]; next: string | null };

/** A list of the API, page by page; `data` is everything fetched so far. With `askEvery`, in milliseconds, it is read again while it is shown. */
export function usePages<T>(queryKey: unknown[], fetchPage: (cursor: string | undefined) => Promise<PageOf<T>>, askEvery?: number) {
  return useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: askEvery ?? false,
    select: itemsOf<T>,
  });
}

const itemsOf = <T,>(data: InfiniteData<PageOf<T>>): T[] => data.pages.flatMap((page) => page.items);

type More = { hasNextPage: boolean; isFetchingNextPage: boolean; isFetchNextPageError: boolean; error: Error | null; fetchNextPage: () => Promise<unknown> };

/** A button that asks for more of a list, while there is more; says why it did not come. */
export function MoreButton({ list }: { list: More }) {
  const failed = list.isFetchNextPageError ? list.error : null;
  return list.hasNextPage ? (
    <div class="row">
      <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
        {t(failed ? "action.retry" : "action.more")}
      </Button>
      {failed && (
        <p class="hint error" role="alert">
          {messageOf(failed)}
        </p>
      )}
    </div>
  ) : null;
}
