import { useQuery } from "@tanstack/preact-query";
import { answer, api, ApiError, type Schemas } from "../api/client";
import { queries } from "../api/queries";

export type Session = Schemas["SessionResponse"];

/** Who is signed in; null for nobody; undefined while that is not known. */
export function useSession(): { session: Session | null | undefined; error: Error | null } {
  const { data, error } = useQuery({ queryKey: ["session"], queryFn: findSession, staleTime: Infinity });
  return { session: data, error };
}

async function findSession(): Promise<Session | null> {
  try {
    return await answer(api.GET("/api/session"));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** After a sign-in: nothing that somebody else saw before is kept. */
export const enter = (session: Session): void => startAs(session);

/** After a sign-out, or when the session ended by itself. */
export const leave = (): void => startAs(null);

function startAs(session: Session | null): void {
  // Not all at once: who watches the session would go on watching what was thrown away.
  queries.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
  queries.setQueryData(["session"], session);
}

export async function signOut(): Promise<void> {
  await answer(api.DELETE("/api/session"));
  leave();
}
