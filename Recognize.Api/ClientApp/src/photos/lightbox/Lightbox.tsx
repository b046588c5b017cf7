import "photoswipe/style.css";
import "./lightbox.css";
import { X } from "lucide-preact";
import { createPortal } from "preact/compat";
import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { ErrorState } from "../../ui/states";
import { type LightboxSource, onlyOf } from "./source";
import { Stage } from "./Stage";
import { useMedia } from "./useMedia";

export type LightboxProps = {
  /** The file that is shown; the address of the page says so. */
  id: string;
  source: LightboxSource;
  onMove: (id: string) => void;
  onClose: () => void;
  /** The source may have the file in a moment. */
  isPending?: boolean;
};

/** One file as large as the window, with its neighbours beside it. */
export default function Lightbox(props: LightboxProps) {
  const { id, source, onClose, isPending = false } = props;
  const isListed = source.indexOf(id) >= 0;
  const details = useMedia(id);
  // Before anything in here takes it.
  const [focused] = useState(() => document.activeElement);
  useEffect(() => coverPage(focused), []);
  return createPortal(
    // A stage keeps its place in its source: one of the list does not go on from one that had the file alone.
    isListed ? (
      <Stage key="listed" {...props} />
    ) : details.data && !isPending ? (
      <Stage key="alone" {...props} source={onlyOf({ ...details.data, at: `${details.data.localAt}Z` })} />
    ) : (
      <div class="lightbox" role="dialog" aria-modal="true" aria-label={t("photos:lightbox.label")}>
        <div class="lightbox-bar">
          <IconButton label={t("photos:lightbox.close")} icon={X} onClick={onClose} />
        </div>
        {details.error && <ErrorState error={details.error} onRetry={() => details.refetch()} />}
      </div>
    ),
    document.body,
  );
}

/** Keeps focus and reading out of the page behind, and gives the focus back. */
function coverPage(focused: Element | null): () => void {
  const behind = document.querySelector<HTMLElement>(".shell");
  if (behind) behind.inert = true;
  return () => {
    if (behind) behind.inert = false;
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  };
}
