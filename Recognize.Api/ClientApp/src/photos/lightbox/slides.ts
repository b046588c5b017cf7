import type { SlideData } from "photoswipe";
import { address } from "../../api/client";
import { t } from "../../i18n";
import { labelOf, type TileItem } from "../Tile";

/** Of a file that nothing is known of yet. */
const unknownSize = { width: 1280, height: 960 };

/** The longer side of the thumbnail that is shown first. */
const largeSide = 1280;

/** What PhotoSwipe shows of a file. */
export function slideOf(item: TileItem | undefined): SlideData {
  if (!item) return { type: "waiting" };
  if (item.kind !== "photo") return { type: "media", item };
  const { width, height } = item.width && item.height ? { width: item.width, height: item.height } : unknownSize;
  return {
    type: "image",
    item,
    src: address(`api/media/${item.id}/thumbnail?size=large`),
    msrc: address(`api/media/${item.id}/thumbnail?size=medium`),
    width,
    height,
    alt: labelOf(item),
  };
}

/** Whether the large thumbnail is visibly too small for how large the photo is shown. */
export function needsOriginal(item: TileItem, shownWidth: number, pixelRatio: number): boolean {
  if (!item.width || !item.height) return false;
  const original = Math.max(item.width, item.height);
  const shown = shownWidth * Math.max(1, item.height / item.width) * pixelRatio;
  return original > largeSide && shown > largeSide * 1.3;
}

/** The player of a video or a song. */
export function playerOf(item: TileItem): HTMLDivElement {
  const holder = document.createElement("div");
  holder.className = `lightbox-player ${item.kind}`;
  const player = document.createElement(item.kind === "video" ? "video" : "audio");
  player.controls = true;
  player.preload = "metadata";
  player.src = address(`api/media/${item.id}/original`);
  player.setAttribute("aria-label", labelOf(item));
  if (player instanceof HTMLVideoElement) {
    player.playsInline = true;
    player.poster = address(`api/media/${item.id}/thumbnail?size=large`);
  }
  player.addEventListener("error", () => holder.replaceChildren(noteOf(t("photos:lightbox.notPlayable"))));
  holder.append(player);
  return holder;
}

/** A sentence in the place of a picture. */
export function noteOf(text: string): HTMLDivElement {
  const note = document.createElement("div");
  note.className = "lightbox-note";
  note.textContent = text;
  return note;
}

export function spinner(): HTMLDivElement {
  const holder = document.createElement("div");
  holder.className = "lightbox-note";
  const turning = document.createElement("span");
  turning.className = "spinner";
  holder.append(turning);
  return holder;
}
