import { ListMusic, Pause, Play, SkipBack, SkipForward, Volume2, X } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { formatLength } from "../i18n/format";
import { IconButton } from "../ui/Button";
import { usePlayer } from "./player";
import { MusicTile } from "./MusicTile";

/** What plays, at the foot of all music pages. */
export function PlayerBar() {
  const player = usePlayer();
  const [isListOpen, setListOpen] = useState(false);
  const { current } = player;
  useSpaceKey(player.toggle, current !== null);
  if (current === null) return null;
  return (
    <section class="player" aria-label={t("music:player")}>
      {isListOpen && (
        <ol class="player-queue" aria-label={t("music:queue")}>
          {player.queue.map((track, index) => (
            <li key={track.id}>
              <button type="button" aria-current={index === player.index ? "true" : undefined} onClick={() => player.play(player.queue, index)}>
                <span class="grow ellipsis">{track.title}</span>
                <span class="quiet small ellipsis">{track.artist}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
      <div class="player-row">
        <MusicTile name={current.album ?? current.title} />
        <div class="player-title">
          <strong class="ellipsis">{current.title}</strong>
          <span class="quiet small ellipsis">{[current.artist, current.album].filter(Boolean).join(" · ")}</span>
        </div>
        <div class="player-buttons">
          <IconButton label={t("music:previous")} icon={SkipBack} onClick={() => player.go(-1)} />
          <IconButton class="main" label={t(player.isPlaying ? "music:pause" : "music:play")} icon={player.isPlaying ? Pause : Play} onClick={player.toggle} />
          <IconButton label={t("music:next")} icon={SkipForward} disabled={player.index + 1 >= player.queue.length} onClick={() => player.go(1)} />
        </div>
        <div class="player-time">
          <span class="small">{formatLength(player.time)}</span>
          <input
            type="range"
            aria-label={t("music:position")}
            aria-valuetext={formatLength(player.time)}
            min={0}
            max={Math.max(1, Math.round(player.length))}
            step={1}
            value={Math.round(player.time)}
            onInput={(event) => player.seek(Number(event.currentTarget.value))}
          />
          <span class="small">{formatLength(player.length)}</span>
        </div>
        <label class="player-volume">
          <Volume2 size={18} />
          <span class="visually-hidden">{t("music:volume")}</span>
          <input type="range" min={0} max={1} step={0.05} value={player.volume} onInput={(event) => player.setVolume(Number(event.currentTarget.value))} />
        </label>
        <div class="player-end">
          <IconButton label={t("music:queue")} icon={ListMusic} aria-expanded={isListOpen} onClick={() => setListOpen(!isListOpen)} />
          <IconButton label={t("music:stop")} icon={X} onClick={player.close} />
        </div>
      </div>
    </section>
  );
}

/** The space bar plays and pauses, where it does nothing else. */
function useSpaceKey(toggle: () => void, isOn: boolean) {
  useEffect(() => {
    if (!isOn) return;
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as Element | null;
      if (event.key !== " " || event.defaultPrevented || target?.closest("button, a, input, select, textarea, dialog, [role=button]")) return;
      event.preventDefault();
      toggle();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [isOn, toggle]);
}
