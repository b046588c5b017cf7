import { Check, CirclePlay, FileImage, Music } from "lucide-preact";
import { memo } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { address, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDate, formatLength } from "../i18n/format";
import { useFailed } from "../ui/connection";
import { type Box, thumbnailSize } from "./layout";

/** What a tile shows of a file; `at` is wall-clock time, as if it were UTC. */
export type TileItem = {
  id: string;
  kind: Schemas["MediaKind"];
  width: number | null;
  height: number | null;
  durationSeconds: number | null;
  at: string;
  fileName?: string;
};

type TileProps = {
  item: TileItem;
  box: Box;
  index: number;
  href: string;
  isChosen: boolean;
  isChoosing: boolean;
  /** One tile of a grid is reached by the tab key; arrows lead on from there. */
  isTabStop: boolean;
  canChoose: boolean;
  onOpen: (index: number) => void;
  onChoose: (index: number, upTo: boolean) => void;
};

const longPress = 450;

/** One file in a grid: a link to it, and a box to choose it. */
export const Tile = memo(function Tile({ item, box, index, href, isChosen, isChoosing, isTabStop, canChoose, onOpen, onChoose }: TileProps) {
  const pressed = useRef({ timer: 0, done: false });
  useEffect(() => () => clearTimeout(pressed.current.timer), []);
  const label = labelOf(item);

  const onClick = (event: MouseEvent) => {
    if (pressed.current.done) {
      // The finger that chose the tile is lifted: that opens nothing.
      pressed.current.done = false;
      event.preventDefault();
      return;
    }
    if (event.metaKey || event.ctrlKey || event.button !== 0) return;
    event.preventDefault();
    if (canChoose && (isChoosing || event.shiftKey)) onChoose(index, event.shiftKey);
    else onOpen(index);
  };
  const press = (event: PointerEvent) => {
    pressed.current.done = false;
    if (!canChoose || event.pointerType === "mouse") return;
    pressed.current.timer = window.setTimeout(() => {
      pressed.current.done = true;
      onChoose(index, false);
    }, longPress);
  };
  const release = () => clearTimeout(pressed.current.timer);

  return (
    <div
      class={`tile${isChosen ? " is-chosen" : ""}${isChoosing ? " is-choosing" : ""}`}
      style={{ transform: `translate(${box.left}px, ${box.top}px)`, width: `${box.width}px`, height: `${box.height}px` }}
    >
      <a
        href={href}
        class="tile-link"
        data-index={index}
        aria-label={label}
        tabIndex={isTabStop ? 0 : -1}
        draggable={false}
        onClick={onClick}
        onPointerDown={press}
        onPointerUp={release}
        onPointerCancel={release}
        onContextMenu={(event) => pressed.current.done && event.preventDefault()}
      >
        <Picture item={item} box={box} />
        {item.kind !== "photo" && (
          <span class="tile-badge" aria-hidden="true">
            {item.kind === "video" ? <CirclePlay size={15} /> : <Music size={15} />}
            {item.durationSeconds !== null && formatLength(item.durationSeconds)}
          </span>
        )}
      </a>
      {canChoose && (
        <button
          type="button"
          class="tile-check"
          role="checkbox"
          aria-checked={isChosen}
          aria-label={t("photos:choose", { what: label })}
          tabIndex={isTabStop ? 0 : -1}
          onClick={(event) => onChoose(index, event.shiftKey)}
        >
          <span>
            <Check size={16} strokeWidth={3} />
          </span>
        </button>
      )}
    </div>
  );
}, isSameTile);

/** Boxes are made anew with every step of scrolling: only where they lie counts. */
function isSameTile(before: TileProps, after: TileProps): boolean {
  const { box: a, ...other } = before;
  const { box: b } = after;
  return (
    a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height &&
    (Object.keys(other) as (keyof typeof other)[]).every((key) => before[key] === after[key])
  );
}

function Picture({ item, box }: { item: TileItem; box: Box }) {
  const [isThere, setThere] = useState(false);
  const [isMissing, setMissing] = useFailed();
  if (isMissing || item.kind === "audio") {
    const Icon = item.kind === "audio" ? Music : FileImage;
    return (
      <span class="tile-missing">
        <Icon size={28} />
        {item.fileName && <span class="ellipsis small">{item.fileName}</span>}
      </span>
    );
  }
  return (
    <img
      src={address(`api/media/${item.id}/thumbnail?size=${thumbnailSize(box, item, window.devicePixelRatio)}`)}
      alt=""
      decoding="async"
      draggable={false}
      class={isThere ? "is-there" : ""}
      onLoad={() => setThere(true)}
      onError={() => setMissing(true)}
    />
  );
}

/** "Photo, 3 May 2019, 14:05" or "Video, 0:06, …": what is read out, and all that is shown as text. */
export function labelOf(item: TileItem): string {
  const when = formatDate(item.at, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  const length = item.kind !== "photo" && item.durationSeconds !== null ? formatLength(item.durationSeconds) : null;
  return [t(`photos:kind.${item.kind}`), length, item.fileName, when].filter(Boolean).join(", ");
}
