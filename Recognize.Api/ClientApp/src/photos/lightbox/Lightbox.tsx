import "photoswipe/style.css";
import "./lightbox.css";
import { useQuery } from "@tanstack/preact-query";
import { ChevronLeft, ChevronRight, X, ZoomIn } from "lucide-preact";
import { createPortal } from "preact/compat";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { answer, api } from "../../api/client";
import { t } from "../../i18n";
import { IconButton } from "../../ui/Button";
import { ErrorState } from "../../ui/states";
import { type LightboxSource, onlyOf } from "./source";
import { useStage } from "./useStage";

export type LightboxProps = {
  /** The file that is shown; the address of the page says so. */
  id: string;
  source: LightboxSource;
  onMove: (id: string) => void;
  onClose: () => void;
};

/** One file as large as the window, with its neighbours beside it. */
export default function Lightbox(props: LightboxProps) {
  const { id, source, onClose } = props;
  const isListed = source.indexOf(id) >= 0;
  const details = useQuery({
    queryKey: ["media", id],
    queryFn: ({ signal }) => answer(api.GET("/api/media/{id}", { params: { path: { id } }, signal })),
  });
  useEffect(() => coverPage(), []);
  return createPortal(
    isListed ? (
      <Stage {...props} />
    ) : details.data ? (
      <Stage {...props} source={onlyOf({ ...details.data, at: details.data.sortAt })} />
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
function coverPage(): () => void {
  const behind = document.querySelector<HTMLElement>(".shell");
  const focused = document.activeElement;
  if (behind) behind.inert = true;
  return () => {
    if (behind) behind.inert = false;
    if (focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
  };
}

function Stage({ id, source, onMove, onClose }: LightboxProps) {
  const element = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const start = useRef(source.indexOf(id));
  const [index, setIndex] = useState(start.current);
  const stage = useStage(element, {
    source,
    start: start.current,
    onMove: useCallback(
      (to: number) => {
        setIndex(to);
        const item = source.at(to);
        if (item && item.id !== id) onMove(item.id);
      },
      [source, id, onMove],
    ),
    onClose,
    onPicture: () => undefined,
  });
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (target.closest("input, textarea, select, video, audio, dialog") || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft") stage.current?.prev();
    else if (event.key === "ArrowRight") stage.current?.next();
    else if (event.key === "Escape") stage.current?.close();
    else if (event.key === "z") stage.current?.currSlide?.toggleZoom();
    else return;
    event.preventDefault();
  };

  return (
    <div ref={frame} class="lightbox" role="dialog" aria-modal="true" aria-label={t("photos:lightbox.label")} tabIndex={-1} onKeyDown={onKeyDown}>
      <div class="lightbox-stage" ref={element} />
      <div class="lightbox-bar">
        <IconButton label={t("photos:lightbox.close")} icon={X} onClick={() => stage.current?.close()} />
        <span class="grow" />
        <IconButton label={t("photos:lightbox.zoom")} icon={ZoomIn} onClick={() => stage.current?.currSlide?.toggleZoom()} />
      </div>
      {index > 0 && <IconButton class="lightbox-turn prev" label={t("photos:lightbox.previous")} icon={ChevronLeft} size={28} onClick={() => stage.current?.prev()} />}
      {index < source.count - 1 && (
        <IconButton class="lightbox-turn next" label={t("photos:lightbox.next")} icon={ChevronRight} size={28} onClick={() => stage.current?.next()} />
      )}
    </div>
  );
}
