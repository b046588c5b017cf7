import { answer, api } from "../api/client";

/** Milliseconds between two looks at what a worker made of contacts. */
export const askEvery = 3_000;

/** Does something that a worker has to go on with, and has one do so now: by itself it would look within half a minute. */
export async function andLookNow(act: Promise<unknown>): Promise<void> {
  await act;
  await answer(api.POST("/api/jobs/queue", { body: { kind: "contacts" } }));
}
