export type MusicPart = "genres" | "artists" | "albums";

export const musicPath = (part: MusicPart, name: string): string => `/music/${part}/${encodeURIComponent(name)}`;
