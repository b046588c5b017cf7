import PhotoSwipe from "photoswipe";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { address } from "../../api/client";
import { t } from "../../i18n";
import type { TileItem } from "../Tile";
import { needsOriginal, noteOf, playerOf, slideOf, spinner } from "./slides";
import type { LightboxSource } from "./source";

/** Where the picture is on the stage, in pixels. */
export type PictureBox = { left: number; top: number; width: number; height: number };

type StageOptions = {
  source: LightboxSource;
  start: number;
  onMove: (index: number) => void;
  onClose: () => void;
  /** The picture moved, or null while there is none that rests. */
  onPicture: (box: PictureBox | null) => void;
};

/** Shows a source with PhotoSwipe in an element; swipes, zooms and turns pages there. */
export function useStage(element: RefObject<HTMLElement>, options: StageOptions): RefObject<PhotoSwipe> {
  const stage = useRef<PhotoSwipe>(null);
  const current = useRef(options);
  current.current = options;

  useEffect(() => {
    const pswp = new PhotoSwipe({
      appendToEl: element.current!,
      index: current.current.start,
      getViewportSizeFn: () => ({ x: element.current?.clientWidth ?? innerWidth, y: element.current?.clientHeight ?? innerHeight }),
      arrowPrev: false, arrowNext: false, close: false, zoom: false, counter: false,
      escKey: false, arrowKeys: false, trapFocus: false, returnFocus: false,
      showHideAnimationType: matchMedia("(prefers-reduced-motion: reduce)").matches ? "none" : "fade",
      bgOpacity: 1, loop: false, wheelToZoom: true, clickToCloseNonZoomable: false,
      tapAction: false, doubleTapAction: "zoom", imageClickAction: "zoom", bgClickAction: false,
      // A small picture is shown up to twice as large as it is: an old scan would be a stamp otherwise.
      initialZoomLevel: ({ panAreaSize, elementSize }) =>
        panAreaSize && elementSize ? Math.min(panAreaSize.x / elementSize.x, panAreaSize.y / elementSize.y, 2) : 1,
      secondaryZoomLevel: (zoom) => Math.max(1, zoom.initial * 2.5),
      maxZoomLevel: (zoom) => Math.max(4, zoom.initial * 4),
      preload: [1, 2],
    });
    pswp.addFilter("numItems", () => current.current.source.count);
    pswp.addFilter("itemData", (_data, index) => slideOf(current.current.source.at(index)));
    pswp.addFilter("contentErrorElement", () => noteOf(t("photos:lightbox.noPreview")));
    pswp.addFilter("useContentPlaceholder", (uses, content) => uses && content.type === "image");
    pswp.on("contentLoad", (event) => {
      const { content } = event;
      if (content.type !== "media" && content.type !== "waiting") return;
      event.preventDefault();
      content.element = content.type === "media" ? playerOf(content.data["item"] as TileItem) : spinner();
      content.onLoaded();
    });
    pswp.on("contentDeactivate", ({ content }) => content.element?.querySelector<HTMLMediaElement>("video, audio")?.pause());
    // The controls of a player are not for swiping.
    pswp.on("pointerDown", (event) => {
      const on = (event.originalEvent.target as HTMLElement).closest("video, audio");
      if (on && event.originalEvent.clientY > on.getBoundingClientRect().bottom - 72) event.preventDefault();
    });

    let upgrade = 0;
    const show = () => {
      const slide = pswp.currSlide;
      const isResting = slide?.content.type === "image" && !pswp.mainScroll.isShifted();
      current.current.onPicture(
        isResting && slide
          ? { left: slide.pan.x, top: slide.pan.y, width: slide.width * slide.currZoomLevel, height: slide.height * slide.currZoomLevel }
          : null,
      );
      clearTimeout(upgrade);
      upgrade = window.setTimeout(() => sharpen(pswp), 250);
    };
    pswp.on("zoomPanUpdate", show);
    pswp.on("moveMainScroll", show);
    pswp.on("change", () => {
      current.current.onMove(pswp.currIndex);
      current.current.source.want(pswp.currIndex);
      show();
    });
    pswp.on("resize", show);
    // PhotoSwipe closes itself before it is destroyed; only what somebody closed is told.
    let isLeft = false;
    pswp.on("close", () => {
      if (!isLeft) current.current.onClose();
    });
    pswp.init();
    // The frame around it is the dialog.
    pswp.element?.removeAttribute("role");
    stage.current = pswp;
    current.current.source.want(pswp.currIndex);
    return () => {
      clearTimeout(upgrade);
      isLeft = true;
      stage.current = null;
      pswp.destroy();
    };
  }, [element]);

  // What was not loaded when its slide was made is shown once it is there.
  const { source } = options;
  useEffect(() => {
    const pswp = stage.current;
    if (!pswp) return;
    for (const { slide } of pswp.mainScroll.itemHolders) {
      if (slide?.content.type === "waiting" && source.at(slide.index)) pswp.refreshSlideContent(slide.index);
    }
  }, [source]);
  return stage;
}

/** Puts the original in the place of its thumbnail where that is too coarse. */
function sharpen(pswp: PhotoSwipe): void {
  const slide = pswp.currSlide;
  const image = slide?.content.element;
  const item = slide?.data["item"] as TileItem | undefined;
  if (!slide || !item || !(image instanceof HTMLImageElement)) return;
  const original = address(`api/media/${item.id}/original`);
  if (image.dataset["original"] || !needsOriginal(item, slide.width * slide.currZoomLevel, devicePixelRatio)) return;
  image.dataset["original"] = "asked";
  const loading = new Image();
  loading.src = original;
  // A format that this browser cannot show, such as HEIC or a raw one, stays at its large thumbnail.
  loading.decode().then(
    () => (image.src = original),
    () => (image.dataset["original"] = "not-shown"),
  );
}
