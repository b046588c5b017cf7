import { X } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { IconButton } from "../ui/Button";

/** How many are chosen, and what can be done with them; lies over the page so that nothing moves. */
export function SelectionBar({ count, onClear, children }: { count: number; onClear: () => void; children: ComponentChildren }) {
  return (
    <div class="selection-bar" role="region" aria-label={t("photos:selection.label")}>
      <IconButton label={t("photos:selection.clear")} icon={X} onClick={onClear} />
      <strong role="status" aria-live="polite">
        {t("photos:selection.count", { count, number: formatNumber(count) })}
      </strong>
      <div class="selection-actions">{children}</div>
    </div>
  );
}
