const storageKey = "recognize.searches";
const most = 8;

/** What was searched for last, in this browser only. */
export function recentSearches(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(kept) ? kept.filter((item): item is string => typeof item === "string") : [];
  } catch {
    // Somebody else wrote there: nothing of value is lost.
    return [];
  }
}

export function rememberSearch(query: string): void {
  const text = query.trim();
  if (text === "") return;
  localStorage.setItem(storageKey, JSON.stringify([text, ...recentSearches().filter((other) => other !== text)].slice(0, most)));
}

export const forgetSearches = (): void => localStorage.removeItem(storageKey);
