import { onlineManager, QueryClient } from "@tanstack/preact-query";
import { ApiError } from "./client";

// A page that starts without a connection would take itself for connected, and not notice when it is.
onlineManager.setOnline(navigator.onLine);

/** What was fetched, by key; the first part of a key is the resource ("media", "people", "jobs" …). */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // Asked without a connection, too: a page says that there is none instead of waiting for it. Then it is asked again.
      networkMode: "always",
      refetchOnReconnect: true,
      // A refusal stays one; a server that starts again, or a lost request, is tried a few times.
      retry: (failures, error) => failures < 3 && navigator.onLine && error instanceof ApiError && (error.status === 0 || error.status >= 502),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false, networkMode: "always" },
  },
});
