import { FolderHeart, Images, Sparkles } from "lucide-preact";
import { Link } from "wouter-preact";
import type { Schemas } from "../api/client";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Cover } from "../ui/Cover";

export const countText = (count: number): string => t("albums:files", { count, shown: formatNumber(count) });

export function AlbumCard({ album }: { album: Schemas["AlbumResponse"] }) {
  return (
    <Link class="cover-card" href={`/albums/${album.id}`}>
      <span class="where">
        <Cover mediaId={album.coverMediaId} icon={album.kind === "smart" ? FolderHeart : Images} />
        {album.kind === "smart" && (
          <span class="sign" title={t("albums:smart")}>
            <Sparkles size={16} />
          </span>
        )}
      </span>
      <strong class="ellipsis">{album.name}</strong>
      <span class="quiet small">
        {album.kind === "smart" && <span class="visually-hidden">{t("albums:smart")}, </span>}
        {countText(album.mediaCount)}
      </span>
    </Link>
  );
}
