import { ImageOff, type LucideIcon } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { address } from "../api/client";
import { useFailed } from "./connection";
import "./cover.css";

type CoverProps = { mediaId: string | null | undefined; icon?: LucideIcon };

/** The small picture of a file in a box of fixed shape; a sign where there is none. The text beside it says what it is. */
export function Cover({ mediaId, icon: Icon = ImageOff }: CoverProps) {
  const [failed, setFailed] = useFailed();
  useEffect(() => setFailed(false), [mediaId, setFailed]);
  return (
    <span class="cover">
      {mediaId && !failed ? (
        <img src={address(`api/media/${mediaId}/thumbnail?size=small`)} alt="" loading="lazy" decoding="async" onError={() => setFailed(true)} />
      ) : (
        <Icon size={32} />
      )}
    </span>
  );
}
