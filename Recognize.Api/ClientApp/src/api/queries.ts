import { QueryClient } from "@tanstack/preact-query";
import { ApiError } from "./client";

/** What was fetched, by key; the first part of a key is the resource ("media", "people", "jobs" …). */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // A refusal stays one; a server that starts again, or a lost connection, is tried a few times.
      retry: (failures, error) => failures < 3 && error instanceof ApiError && (error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false },
  },
});
