import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema";

/** Names of the records that the API documents. */
export type Schemas = components["schemas"];

/** Path below which the app and its API lie, with a slash at its end. */
export const basePath = new URL(document.baseURI).pathname;

/** The address of something on this server, below the base path. */
export function address(path: string): string {
  return basePath + path.replace(/^\//, "");
}

/** The server refused, or could not be reached (status 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** The stable code of the problem document; empty where it has none. */
    readonly code: string,
    message: string,
    /** The whole problem document. */
    readonly problem: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** Told when the server says that nobody is signed in any more. */
export const signedOut = new EventTarget();

const asPage: Middleware = {
  onRequest({ request }) {
    request.headers.set("X-Recognize", "page");
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && !schemaPath.startsWith("/api/session")) signedOut.dispatchEvent(new Event("signed-out"));
    return undefined;
  },
};

/** The API as its OpenAPI document describes it. Use with `answer`. */
export const api = createClient<paths>({ baseUrl: basePath.replace(/\/$/, ""), credentials: "same-origin" });
api.use(asPage);

type Reply<T> = { data?: T; error?: unknown; response: Response };

/** What the server answered; throws `ApiError` for a refusal and where there is no connection. */
export async function answer<T>(call: Promise<Reply<T>>): Promise<T> {
  let reply: Reply<T>;
  try {
    reply = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "offline", error instanceof Error ? error.message : String(error));
  }
  if (reply.response.ok) return reply.data as T;
  const problem = isRecord(reply.error) ? reply.error : {};
  throw new ApiError(
    reply.response.status,
    textOf(problem["code"]),
    textOf(problem["detail"]) || textOf(problem["title"]) || reply.response.statusText,
    problem,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
