import { useQuery } from "@tanstack/preact-query";
import { FolderPlus, Plus } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { pieces } from "../photos/forEach";
import { Button } from "../ui/Button";
import { Cover } from "../ui/Cover";
import { Dialog } from "../ui/Dialog";
import { allPages } from "../ui/pages";
import { Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";
import { countText } from "./AlbumCard";
import { NewAlbum } from "./AlbumDialogs";
import "./albums.css";

/** As many as one request takes. */
const batch = 1000;

export const useAlbums = () =>
  useQuery({
    queryKey: ["albums", "list"],
    queryFn: () => allPages((cursor) => answer(api.GET("/api/albums", { params: { query: { cursor, limit: 200 } } }))),
  });

async function addTo(album: { id: string; name: string }, ids: string[]): Promise<void> {
  for (const mediaIds of pieces(ids, batch)) {
    await answer(api.POST("/api/albums/{id}/media", { params: { path: { id: album.id } }, body: { mediaIds } }));
  }
  await queries.invalidateQueries({ queryKey: ["albums"] });
  toast(t("albums:added", { count: ids.length, name: album.name }));
}

/** Puts chosen files into an album, an old one or a new one. */
export function AddToAlbum({ ids, onDone }: { ids: string[]; onDone: () => void }) {
  const [state, setState] = useState<"closed" | "choosing" | "making">("closed");
  return (
    <>
      <Button icon={FolderPlus} onClick={() => setState("choosing")}>
        {t("albums:addTo")}
      </Button>
      {state === "choosing" && (
        <ChooseAlbum
          onClose={() => setState("closed")}
          onNew={() => setState("making")}
          onChoose={async (album) => {
            await addTo(album, ids);
            setState("closed");
            onDone();
          }}
        />
      )}
      {state === "making" && (
        <NewAlbum
          onClose={() => setState("closed")}
          onMade={async (album) => {
            await addTo(album, ids);
            onDone();
          }}
        />
      )}
    </>
  );
}

type ChooseProps = { onClose: () => void; onNew: () => void; onChoose: (album: { id: string; name: string }) => Promise<void> };

function ChooseAlbum({ onClose, onNew, onChoose }: ChooseProps) {
  const albums = useAlbums();
  return (
    <Dialog title={t("albums:addTo")} onClose={onClose}>
      <Button icon={Plus} onClick={onNew}>
        {t("albums:new")}
      </Button>
      <Loaded query={albums}>
        {(list) => (
          <ul class="album-choices">
            {list
              .filter((album) => album.kind === "plain")
              .map((album) => (
                <li key={album.id}>
                  <button type="button" onClick={() => onChoose(album).catch(reportError)}>
                    <Cover mediaId={album.coverMediaId} />
                    <span class="grow ellipsis">{album.name}</span>
                    <span class="quiet small">{countText(album.mediaCount)}</span>
                  </button>
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}
