import { FileText, Landmark, MapPin, Music, Tag as TagIcon, type LucideIcon } from "lucide-preact";
import { Link } from "wouter-preact";
import { countText } from "../albums/AlbumCard";
import { nameOf } from "../i18n";
import { Cover } from "../ui/Cover";
import { type Tag, tagPath } from "./tags";

const icons: Partial<Record<Tag["kind"], LucideIcon>> = { place: MapPin, landmark: Landmark, document: FileText, music: Music };

export function TagCard({ tag }: { tag: Tag }) {
  return (
    <Link class="cover-card" href={tagPath(tag.id)}>
      <Cover mediaId={tag.coverMediaId} icon={icons[tag.kind] ?? TagIcon} />
      <strong class="ellipsis">{nameOf(tag)}</strong>
      <span class="quiet small">{countText(tag.mediaCount)}</span>
    </Link>
  );
}

export function TagGrid({ tags }: { tags: Tag[] }) {
  return (
    <ul class="cover-grid">
      {tags.map((tag) => (
        <li key={tag.id}>
          <TagCard tag={tag} />
        </li>
      ))}
    </ul>
  );
}

export function TagChips({ tags }: { tags: Tag[] }) {
  return (
    <ul class="chips tag-chips">
      {tags.map((tag) => (
        <li key={tag.id}>
          <Link class="chip" href={tagPath(tag.id)}>
            {nameOf(tag)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
