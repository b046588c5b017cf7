import { useEffect, useState } from "preact/hooks";
import { LazyLightbox } from "./lightbox/LazyLightbox";
import type { LightboxProps } from "./lightbox/Lightbox";
import { useMedia } from "./lightbox/useMedia";

type TimelineLightboxProps = LightboxProps & { load: (months: string[]) => Promise<void> };

/** The lightbox over the time line. For an address that was opened alone the month of its file is fetched first. */
export function TimelineLightbox({ load, ...props }: TimelineLightboxProps) {
  const { data, error } = useMedia(props.id);
  const [isSearched, set] = useState(false);
  const isListed = props.source.indexOf(props.id) >= 0;
  const month = data?.access === "own" && data.kind !== "audio" ? data.localAt.slice(0, 7) : null;
  useEffect(() => {
    if (isListed || data === undefined) return;
    if (month === null) set(true);
    else void load([month]).then(() => set(true));
  }, [isListed, data, month, load]);
  return <LazyLightbox {...props} isPending={!isListed && !isSearched && error === null} />;
}
