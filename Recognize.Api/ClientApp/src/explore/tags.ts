import { useQuery } from "@tanstack/preact-query";
import { answer, api, type Schemas } from "../api/client";
import { allPages } from "../ui/pages";

export type Tag = Schemas["TagResponse"];

/** Tags on the user's files, those on most files first. */
export const useTags = (kind: Tag["kind"]) =>
  useQuery({
    queryKey: ["tags", "kind", kind],
    queryFn: () => allPages((cursor) => answer(api.GET("/api/tags", { params: { query: { kind, cursor, limit: 500 } } }))),
  });

/** Those below which no file has anything that is above them: where a walk through the taxonomy begins. */
export function topOf(tags: Tag[]): Tag[] {
  const known = new Set(tags.map((tag) => tag.id));
  return tags.filter((tag) => tag.parentId === null || tag.parentId === undefined || !known.has(tag.parentId));
}

export const tagPath = (id: string): string => `/explore/tags/${encodeURIComponent(id)}`;
