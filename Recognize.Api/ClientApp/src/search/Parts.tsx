import { X } from "lucide-preact";
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { readingIcons, readingName, readingText } from "./readings";
import { readAs, withoutPart } from "./terms";

type PartsProps = { parts: Schemas["SearchPartResponse"][]; onSearch?: (query: string) => void };

/** How a query was understood, part by part: each can be taken for something else, or left out. */
export function Parts({ parts, onSearch }: PartsProps) {
  return (
    <ul class="chips search-parts" aria-label={t("search:understood")}>
      {parts.map((part, index) => {
        const Icon = readingIcons[part.reading.kind];
        const name = readingName(part.reading);
        return (
          <li key={`${index} ${part.source}`} class={`chip ${part.isUnknown ? "unknown" : ""}`}>
            <Icon size={16} />
            {part.isExcluded && <span class="without">{t("search:without")}</span>}
            {onSearch && part.others.length > 0 ? (
              <select
                aria-label={t("search:meaning", { name: part.source })}
                value=""
                onChange={(event) => onSearch(readAs(parts, index, event.currentTarget.value))}
              >
                <option value="">{name}</option>
                {part.others.map((other) => (
                  <option key={other.term} value={other.term}>
                    {readingText(other)}
                  </option>
                ))}
              </select>
            ) : (
              <span>{name}</span>
            )}
            {onSearch && (
              <button type="button" class="chip-remove" aria-label={t("search:leaveOut", { name })} onClick={() => onSearch(withoutPart(parts, index))}>
                <X size={16} />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
