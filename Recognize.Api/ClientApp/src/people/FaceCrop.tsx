import { Film, UserRound } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { address } from "../api/client";
import { t } from "../i18n";
import { useFailed } from "../ui/connection";
import "./faceCrop.css";

type Box = { x: number; y: number; width: number; height: number };

/** A face on a file: what the API gives as a person's cover, or a face of a list. */
export type CropSource = { mediaId: string; box: Box; timeSeconds?: number | null };

type FaceCropProps = { cover: CropSource | null; name: string | null; size: number };

/** How much more than the face's box is shown: hair and chin, by which people know each other. */
const margin = 1.75;

/** Longer sides of the thumbnails that the server keeps. */
const thumbnails = [["small", 256], ["medium", 640], ["large", 1280]] as const;

/** A square around a face. Of a video its frame is shown where the browser can play it, else the thumbnail. */
export function FaceCrop({ cover, name, size }: FaceCropProps) {
  const text = name ?? t("people:unnamed");
  return (
    <span class="face-crop" style={{ width: `${size}px`, height: `${size}px` }} role="img" aria-label={text}>
      {cover === null ? (
        <UserRound size={Math.round(size / 2)} />
      ) : cover.timeSeconds != null ? (
        <VideoFace key={cover.mediaId} cover={cover} time={cover.timeSeconds} />
      ) : (
        <PhotoFace key={cover.mediaId} cover={cover} size={size} />
      )}
    </span>
  );
}

function PhotoFace({ cover, size }: { cover: CropSource; size: number }) {
  const [natural, setNatural] = useState<{ width: number; height: number } | null>(null);
  const [failed, setFailed] = useFailed();
  if (failed) return <UserRound size={Math.round(size / 2)} />;
  return (
    <img
      src={address(`api/media/${cover.mediaId}/thumbnail?size=${sizeFor(cover.box, size)}`)}
      alt=""
      loading="lazy"
      decoding="async"
      class={natural ? "shown" : ""}
      style={natural ? placed(cover.box, natural.width, natural.height) : undefined}
      onLoad={(event) => setNatural({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })}
      onError={() => setFailed(true)}
    />
  );
}

/** The box is true at one moment of the video only, so the thumbnail, of another moment, is never cut by it. */
function VideoFace({ cover, time }: { cover: CropSource; time: number }) {
  const holder = useRef<HTMLSpanElement>(null);
  const [isNear, setNear] = useState(false);
  const [natural, setNatural] = useState<{ width: number; height: number } | null>(null);
  const [failed, setFailed] = useFailed();
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setNear(true), { rootMargin: "200px" });
    if (holder.current) observer.observe(holder.current);
    return () => observer.disconnect();
  }, []);
  return (
    <span ref={holder} class="video-face">
      {!failed && !natural && (
        <img
          src={address(`api/media/${cover.mediaId}/thumbnail?size=small`)}
          alt=""
          loading="lazy"
          class="shown whole"
          onError={() => setFailed(true)}
        />
      )}
      {isNear && (
        <video
          src={`${address(`api/media/${cover.mediaId}/original`)}#t=${time}`}
          preload="metadata"
          muted
          playsInline
          tabIndex={-1}
          class={natural ? "shown" : ""}
          style={natural ? placed(cover.box, natural.width, natural.height) : undefined}
          onLoadedData={(event) => setNatural({ width: event.currentTarget.videoWidth, height: event.currentTarget.videoHeight })}
        />
      )}
      <span class="film-badge">
        <Film size={14} />
      </span>
    </span>
  );
}

/** The smallest thumbnail that has about as many pixels of the face as are shown. */
function sizeFor(box: Box, size: number): string {
  const wanted = (size * Math.min(devicePixelRatio, 2) * 0.7) / Math.min(1, Math.max(box.width, box.height) * margin);
  return (thumbnails.find(([, side]) => side >= wanted) ?? thumbnails[2])[0];
}

/** Puts the picture so that the square shows the face in its middle, and nothing beside the picture. */
export function placed(box: Box, width: number, height: number): Record<string, string> {
  const side = Math.min(Math.max(box.width * width, box.height * height) * margin, width, height);
  const within = (middle: number, most: number) => Math.min(Math.max(middle - side / 2, 0), most - side);
  const left = within((box.x + box.width / 2) * width, width);
  const top = within((box.y + box.height / 2) * height, height);
  const percent = (value: number) => `${(value / side) * 100}%`;
  return { width: percent(width), height: percent(height), left: percent(-left), top: percent(-top) };
}
