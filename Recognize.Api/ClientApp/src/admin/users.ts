import { useQuery } from "@tanstack/preact-query";
import { answer, api, type Schemas } from "../api/client";

/** All users by name: a house has few, so the pages are put together. */
export const useUsers = () => useQuery({ queryKey: ["users"], queryFn: allUsers });

async function allUsers(): Promise<Schemas["UserResponse"][]> {
  const users: Schemas["UserResponse"][] = [];
  let cursor: string | null = null;
  do {
    const page: Schemas["PageOfUserResponse"] = await answer(
      api.GET("/api/users", { params: { query: { limit: 500, ...(cursor && { cursor }) } } }),
    );
    users.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return users;
}
