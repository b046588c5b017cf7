import { Aperture, CalendarDays, FileType, type LucideIcon, Tag, Type, User, UserX } from "lucide-preact";
import type { Schemas } from "../api/client";
import { nameOf, t } from "../i18n";

type Reading = Pick<Schemas["SearchReadingResponse"], "kind" | "label" | "names">;

export const readingIcons: Record<Reading["kind"], LucideIcon> = {
  person: User,
  tag: Tag,
  date: CalendarDays,
  camera: Aperture,
  kind: FileType,
  nobody: UserX,
  text: Type,
};

/** What a reading is called in the user's language. */
export const readingName = (reading: Reading): string =>
  reading.kind === "nobody" ? t("search:nobody") : nameOf({ name: reading.label, names: reading.names });

export const readingText = (reading: Reading): string =>
  reading.kind === "nobody" ? readingName(reading) : t(`search:reading.${reading.kind}`, { name: readingName(reading) });
