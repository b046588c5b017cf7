import type { Schemas } from "../api/client";

type Part = Schemas["SearchPartResponse"];

/** A name as a term that is read word for word. */
export function quote(text: string): string {
  const clean = text.replaceAll('"', " ").trim();
  return /\s|:/.test(clean) || clean.startsWith("-") ? `"${clean}"` : clean;
}

export function withoutPart(parts: Part[], index: number): string {
  return parts
    .filter((_, at) => at !== index)
    .map((part) => part.source)
    .join(" ");
}

/** The query with a part taken for something else. */
export function readAs(parts: Part[], index: number, term: string): string {
  return parts.map((part, at) => (at === index ? (part.isExcluded ? `-${term}` : term) : part.source)).join(" ");
}

export const searchPath = (query: string): string => (query.trim() === "" ? "/search" : `/search?q=${encodeURIComponent(query.trim())}`);
