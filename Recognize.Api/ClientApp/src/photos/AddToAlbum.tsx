import { useQuery } from "@tanstack/preact-query";
import { Images } from "lucide-preact";
import { useState } from "preact/hooks";
import { address, answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/fields";
import { Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";
import { pieces } from "./forEach";

/** How many files one request may add. */
const mostAtOnce = 1000;

async function allAlbums(): Promise<Schemas["AlbumResponse"][]> {
  const albums: Schemas["AlbumResponse"][] = [];
  let cursor: string | null = null;
  do {
    const page: Schemas["PageOfAlbumResponse"] = await answer(api.GET("/api/albums", { params: { query: { limit: 500, ...(cursor && { cursor }) } } }));
    albums.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return albums;
}

/** Puts files into an album that there is, or into a new one. */
export default function AddToAlbum({ ids, onDone, onClose }: { ids: string[]; onDone: () => void; onClose: () => void }) {
  const albums = useQuery({ queryKey: ["albums", "all"], queryFn: allAlbums });
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const add = async (find: () => Promise<{ id: string; name: string }>) => {
    setBusy(true);
    try {
      const album = await find();
      for (const mediaIds of pieces(ids, mostAtOnce)) {
        await answer(api.POST("/api/albums/{id}/media", { params: { path: { id: album.id } }, body: { mediaIds } }));
      }
      toast(t("photos:many.added", { count: ids.length, number: formatNumber(ids.length), name: album.name }));
      onDone();
      onClose();
    } catch (error) {
      reportError(error);
      setBusy(false);
    } finally {
      void queries.invalidateQueries({ queryKey: ["albums"] });
    }
  };
  return (
    <Dialog title={t("photos:many.albumTitle", { count: ids.length, number: formatNumber(ids.length) })} onClose={onClose}>
      <form
        class="row"
        onSubmit={(event) => {
          event.preventDefault();
          void add(() => answer(api.POST("/api/albums", { body: { name: name.trim() } })));
        }}
      >
        <div class="grow">
          <Field label={t("photos:many.newAlbum")} value={name} maxLength={200} onInput={(event) => setName(event.currentTarget.value)} />
        </div>
        <Button type="submit" kind="primary" class="field-button" busy={busy} disabled={name.trim() === ""}>{t("photos:many.create")}</Button>
      </form>
      <Loaded query={albums}>
        {(list) => (
          <ul class="album-choice">
            {list.map((album) => (
              <li key={album.id}>
                <button type="button" disabled={busy} onClick={() => void add(() => Promise.resolve(album))}>
                  {album.coverMediaId ? <img src={address(`api/media/${album.coverMediaId}/thumbnail?size=small`)} alt="" width="48" height="48" /> : <span class="album-empty"><Images size={20} /></span>}
                  <span class="grow ellipsis">{album.name}</span>
                  <span class="quiet small">{formatNumber(album.mediaCount)}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}
