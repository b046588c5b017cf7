import { Pause, Pencil, Play, Volume2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { answer, api } from "../api/client";
import { nameOf, t } from "../i18n";
import { formatLength } from "../i18n/format";
import { Button, IconButton } from "../ui/Button";
import { MoreButton, usePages } from "../ui/lists";
import { Empty, ErrorState, Loading } from "../ui/states";
import { GenreDialog } from "./GenreDialog";
import { musicPath } from "./paths";
import { type Track, usePlayer } from "./player";

type Filter = { artist?: string; album?: string; genre?: string };

/** Recordings of an artist, an album or a genre, or all; the list is what is played. */
export function TrackList({ filter }: { filter: Filter }) {
  const list = usePages(["music", "tracks", filter], (cursor) => answer(api.GET("/api/music/tracks", { params: { query: { ...filter, cursor } } })));
  const tracks = list.data;
  const player = usePlayer();
  const [corrected, setCorrected] = useState<Track | null>(null);
  if (tracks === undefined) return list.error ? <ErrorState error={list.error} onRetry={() => list.refetch()} /> : <Loading />;
  if (tracks.length === 0) return <Empty title={t("music:none")}><p>{t("music:noneHint")}</p></Empty>;
  return (
    <>
      <div class="row">
        <Button kind="primary" icon={Play} onClick={() => player.play(tracks, 0)}>
          {t("music:playAll")}
        </Button>
      </div>
      <ol class="tracks">
        {tracks.map((track, index) => {
          const isCurrent = player.current?.id === track.id;
          const isPlaying = isCurrent && player.isPlaying;
          return (
            <li key={track.id} class={isCurrent ? "current" : ""}>
              <IconButton
                label={t(isPlaying ? "music:pauseTrack" : "music:playTrack", { title: track.title })}
                icon={isPlaying ? Pause : isCurrent ? Volume2 : Play}
                onClick={() => (isCurrent ? player.toggle() : player.play(tracks, index))}
              />
              <div class="track-name">
                <strong class="ellipsis">{track.title}</strong>
                <span class="quiet small ellipsis">
                  {track.artist && <Link href={musicPath("artists", track.artist)}>{track.artist}</Link>}
                  {track.artist && track.album && " · "}
                  {track.album && <Link href={musicPath("albums", track.album)}>{track.album}</Link>}
                </span>
              </div>
              <span class="track-genres small quiet ellipsis">{track.genres.map(nameOf).join(", ")}</span>
              <span class="small quiet number">{track.durationSeconds ? formatLength(track.durationSeconds) : ""}</span>
              <IconButton label={t("music:correct", { title: track.title })} icon={Pencil} size={18} onClick={() => setCorrected(track)} />
            </li>
          );
        })}
      </ol>
      <MoreButton list={list} />
      {corrected && <GenreDialog track={corrected} onClose={() => setCorrected(null)} />}
    </>
  );
}
