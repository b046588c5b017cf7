import { useQuery } from "@tanstack/preact-query";
import { answer, api, type Schemas } from "../../api/client";

export type Run = Schemas["ReclusterResponse"];

/** Whose runs, as a query of the API and of addresses. */
export const ofUser = (user: string | null) => (user === null ? {} : { user });

export const addressOf = (base: string, id: string, user: string | null): string =>
  `${base}${id && `/${id}`}${user === null ? "" : `?user=${encodeURIComponent(user)}`}`;

export const isUnderWay = (run: Run): boolean => run.state === "requested" || run.state === "running";

/** While it is computed it is looked at each second. */
const askEvery = 1_000;

export const useRuns = (user: string | null) =>
  useQuery({
    queryKey: ["reclusters", user],
    queryFn: () => answer(api.GET("/api/reclusters", { params: { query: ofUser(user) } })),
    refetchInterval: (query) => (query.state.data?.items.some(isUnderWay) ? askEvery : false),
  });

export const useRun = (id: string, user: string | null) =>
  useQuery({
    queryKey: ["reclusters", user, id],
    queryFn: () => answer(api.GET("/api/reclusters/{id}", { params: { path: { id }, query: ofUser(user) } })),
    refetchInterval: (query) => (query.state.data && isUnderWay(query.state.data) ? askEvery : false),
  });
