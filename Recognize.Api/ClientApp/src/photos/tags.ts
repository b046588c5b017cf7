import { useQuery } from "@tanstack/preact-query";
import { answer, api, type Schemas } from "../api/client";

const none: Schemas["TagResponse"][] = [];

/** The tags on most of the caller's files, for completion. */
export function useTags(): Schemas["TagResponse"][] {
  const query = useQuery({
    queryKey: ["tags", "frequent"],
    queryFn: async () => (await answer(api.GET("/api/tags", { params: { query: { limit: 500 } } }))).items,
    staleTime: 300_000,
  });
  return query.data ?? none;
}
