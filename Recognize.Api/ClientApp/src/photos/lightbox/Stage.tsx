import { ChevronLeft, ChevronRight, Info, ScanFace, X, ZoomIn } from "lucide-preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Schemas } from "../../api/client";
import { t } from "../../i18n";
import { formatNumber } from "../../i18n/format";
import { IconButton } from "../../ui/Button";
import { ErrorState } from "../../ui/states";
import { Details } from "./Details";
import { DrawFace } from "./DrawFace";
import { FaceBoxes } from "./FaceBoxes";
import { FaceMenu } from "./FaceMenu";
import type { LightboxProps } from "./Lightbox";
import { useMedia } from "./useMedia";
import { type PictureBox, useStage } from "./useStage";

/** Kept from one photo, and one opening, to the next. */
const shown = { details: false, faces: false };

function useKept(what: keyof typeof shown): [boolean, (value: boolean) => void] {
  const [value, set] = useState(shown[what]);
  return [value, (changed) => set((shown[what] = changed))];
}

/** The picture with everything around it. */
export function Stage({ id, source, onMove, onClose }: LightboxProps) {
  const element = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const start = useRef(source.indexOf(id));
  const [index, setIndex] = useState(start.current);
  const [picture, setPicture] = useState<PictureBox | null>(null);
  const [hasDetails, setDetails] = useKept("details");
  const [hasFaces, setFaces] = useKept("faces");
  const [picked, setPicked] = useState<Schemas["FaceResponse"] | null>(null);
  const [marked, setMarked] = useState<string | null>(null);
  const [isDrawing, setDrawing] = useState(false);
  const media = useMedia(id);
  const details = media.data;
  const stage = useStage(element, {
    source,
    start: start.current,
    onMove: useCallback(
      (to: number) => {
        setIndex(to);
        setDrawing(false);
        const item = source.at(to);
        if (item && item.id !== id) onMove(item.id);
      },
      [source, id, onMove],
    ),
    onClose,
    onPicture: setPicture,
  });
  // The file came after its place: now the address can name it.
  const item = source.at(index);
  useEffect(() => {
    if (item && item.id !== id) onMove(item.id);
  }, [item?.id]);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  useEffect(() => stage.current?.updateSize(true), [hasDetails]);
  useEffect(() => {
    document.title = `${details?.title ?? details?.fileName ?? t("nav.photos")} – Recognize`;
  }, [details]);

  const draw = details?.access === "own" && details.kind === "photo" && picture ? () => setDrawing(true) : null;
  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (event.altKey || event.ctrlKey || event.metaKey || target.closest("dialog, input, textarea, select")) return;
    if (target.closest("video, audio") && event.key !== "Escape") return;
    if (event.key === "ArrowLeft") stage.current?.prev();
    else if (event.key === "ArrowRight") stage.current?.next();
    else if (event.key === "Escape") stage.current?.close();
    else if (event.key === "i") setDetails(!hasDetails);
    else if (event.key === "f") setFaces(!hasFaces);
    else if (event.key === "z") stage.current?.currSlide?.toggleZoom();
    else return;
    event.preventDefault();
  };
  const showsFaces = hasFaces || marked !== null;

  return (
    <div ref={frame} class={`lightbox${hasDetails ? " has-details" : ""}`} role="dialog" aria-modal="true" aria-label={t("photos:lightbox.label")} tabIndex={-1} onKeyDown={onKeyDown}>
      <div class="lightbox-main">
        <div class="lightbox-stage" ref={element} />
        {picture && details && showsFaces && !isDrawing && <FaceBoxes picture={picture} details={details} marked={marked} onPick={setPicked} />}
        {picture && details && isDrawing && <DrawFace mediaId={details.id} picture={picture} onClose={() => setDrawing(false)} />}
        <div class="lightbox-bar">
          <IconButton label={t("photos:lightbox.close")} icon={X} onClick={() => stage.current?.close()} />
          <span class="grow small" aria-live="polite">
            {source.count > 1 && t("photos:lightbox.place", { number: formatNumber(index + 1), count: formatNumber(source.count) })}
          </span>
          {item?.kind === "photo" && (
            <>
              <IconButton label={t("photos:lightbox.zoom")} icon={ZoomIn} onClick={() => stage.current?.currSlide?.toggleZoom()} />
              <IconButton label={t("photos:lightbox.faces")} icon={ScanFace} aria-pressed={hasFaces} onClick={() => setFaces(!hasFaces)} />
            </>
          )}
          <IconButton label={t("photos:lightbox.details")} icon={Info} aria-pressed={hasDetails} onClick={() => setDetails(!hasDetails)} />
        </div>
        {index > 0 && <IconButton class="lightbox-turn prev" label={t("photos:lightbox.previous")} icon={ChevronLeft} size={28} onClick={() => stage.current?.prev()} />}
        {index < source.count - 1 && (
          <IconButton class="lightbox-turn next" label={t("photos:lightbox.next")} icon={ChevronRight} size={28} onClick={() => stage.current?.next()} />
        )}
      </div>
      {hasDetails &&
        (details ? (
          <Details details={details} onClose={() => setDetails(false)} onPick={setPicked} onMark={setMarked} onDraw={draw} />
        ) : (
          <aside class="details" aria-label={t("photos:details.title")}>{media.error && <ErrorState error={media.error} onRetry={() => media.refetch()} />}</aside>
        ))}
      {picked && <FaceMenu mediaId={id} face={picked} onClose={() => setPicked(null)} />}
    </div>
  );
}
