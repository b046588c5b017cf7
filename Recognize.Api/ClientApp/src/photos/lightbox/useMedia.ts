import { useQuery } from "@tanstack/preact-query";
import { answer, api } from "../../api/client";
import { queries } from "../../api/queries";

export const mediaKey = (id: string) => ["media", id];

/** All that is known of a file. */
export const useMedia = (id: string) =>
  useQuery({
    queryKey: mediaKey(id),
    queryFn: ({ signal }) => answer(api.GET("/api/media/{id}", { params: { path: { id } }, signal })),
  });

/** After something about it was changed. */
export const refreshMedia = (id: string) => queries.invalidateQueries({ queryKey: mediaKey(id) });
