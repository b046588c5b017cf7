import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { nameOf, t } from "../i18n";
import { compareText } from "../i18n/format";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";
import type { Track } from "./player";

/** Says which genres a recording has: kept as the user's word, which no analysis changes. */
export function GenreDialog({ track, onClose }: { track: Track; onClose: () => void }) {
  const genres = useQuery({ queryKey: ["genres"], queryFn: () => answer(api.GET("/api/music/genres")), staleTime: Infinity });
  const before = new Set(track.genres.map((genre) => genre.id));
  const [chosen, setChosen] = useState(before);
  const [busy, setBusy] = useState(false);
  const add = [...chosen].filter((id) => !before.has(id));
  const remove = [...before].filter((id) => !chosen.has(id));
  const save = async () => {
    setBusy(true);
    try {
      await answer(api.PATCH("/api/media/{id}/tags", { params: { path: { id: track.id } }, body: { add, remove } }));
      await Promise.all(["music", "tags"].map((part) => queries.invalidateQueries({ queryKey: [part] })));
      toast(t("music:corrected", { title: track.title }));
      onClose();
    } catch (error) {
      reportError(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      title={t("music:genresOf", { title: track.title })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="primary" busy={busy} disabled={add.length + remove.length === 0} onClick={save}>
            {t("action.save")}
          </Button>
        </>
      }
    >
      <Loaded query={genres}>
        {(list) => (
          <ul class="genre-choices">
            {withOwn(list, track)
              .sort((a, b) => compareText(nameOf(a), nameOf(b)))
              .map((genre) => (
                <li key={genre.id}>
                  <label>
                    <input
                      type="checkbox"
                      checked={chosen.has(genre.id)}
                      onChange={(event) => {
                        const next = new Set(chosen);
                        if (event.currentTarget.checked) next.add(genre.id);
                        else next.delete(genre.id);
                        setChosen(next);
                      }}
                    />
                    {nameOf(genre)}
                  </label>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}

/** All genres, and what else the recording has: a sound, or a genre of own models. */
function withOwn(list: Schemas["GenreResponse"][], track: Track): (Schemas["GenreResponse"] | Track["genres"][number])[] {
  const known = new Set(list.map(({ id }) => id));
  return [...list, ...track.genres.filter(({ id }) => !known.has(id))];
}
