import { Disc3, type LucideIcon } from "lucide-preact";

/** Recordings have no picture: a tile in a colour of its own, always the same for the same name. */
export function MusicTile({ name, icon: Icon = Disc3 }: { name: string; icon?: LucideIcon }) {
  return (
    <span class="music-tile" style={{ "--hue": String(hueOf(name)) }} aria-hidden="true">
      <Icon size={28} />
    </span>
  );
}

function hueOf(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + letter.codePointAt(0)!) % 3600;
  return hash % 360;
}
