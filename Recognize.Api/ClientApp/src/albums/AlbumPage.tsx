import { useQuery } from "@tanstack/preact-query";
import { ArrowUpDown, FolderMinus, ImageUp, Pencil, Search, Share2, Trash2, User } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { MediaList } from "../photos/MediaList";
import { Parts } from "../search/Parts";
import "../search/search.css";
import { searchPath } from "../search/terms";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Page } from "../ui/Page";
import { Empty, ErrorState, isGone, Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";
import { AddToAlbum } from "./AddToAlbum";
import { countText } from "./AlbumCard";
import { EditAlbum } from "./AlbumDialogs";
import { OrderDialog } from "./OrderDialog";
import { ShareDialog } from "./ShareDialog";

type Album = Schemas["AlbumResponse"];

export function AlbumPage({ id }: { id: string }) {
  const album = useQuery({
    queryKey: ["albums", "one", id],
    queryFn: () => answer(api.GET("/api/albums/{id}", { params: { path: { id } } })),
  });
  if (album.error && isGone(album.error)) {
    return (
      <Page title={t("nav.albums")}>
        <ErrorState error={album.error} />
      </Page>
    );
  }
  return <Loaded query={album}>{(found) => <LoadedAlbum album={found} />}</Loaded>;
}

function LoadedAlbum({ album }: { album: Album }) {
  const [open, setOpen] = useState<"edit" | "share" | "delete" | "order" | null>(null);
  const [, navigate] = useLocation();
  const isOwn = album.access === "own";
  const canChange = album.access !== "read";
  const isPlain = album.kind === "plain";
  const close = () => setOpen(null);
  return (
    <Page
      title={album.name}
      actions={
        <>
          {canChange && <Button icon={Pencil} onClick={() => setOpen("edit")}>{t("action.edit")}</Button>}
          {canChange && isPlain && album.mediaCount > 1 && <Button icon={ArrowUpDown} onClick={() => setOpen("order")}>{t("albums:order.action")}</Button>}
          {isOwn && <Button icon={Share2} onClick={() => setOpen("share")}>{t("albums:share.action")}</Button>}
          {isOwn && <Button icon={Trash2} kind="danger" onClick={() => setOpen("delete")}>{t("action.delete")}</Button>}
        </>
      }
    >
      <div class="stack">
        {album.description && <p>{album.description}</p>}
        <p class="row quiet">
          <span>{countText(album.mediaCount)}</span>
          {album.owner && (
            <span class="row">
              <User size={16} />
              {t("albums:of", { name: album.owner })}
            </span>
          )}
        </p>
        {album.query && (
          <div class="row">
            <Parts parts={album.parts} />
            <Link class="button" href={searchPath(album.query)}>
              <Search size={18} />
              {t("albums:openSearch")}
            </Link>
          </div>
        )}
      </div>
      <MediaList
        key={`${album.id} ${album.query}`}
        queryKey={["albums", "media", album.id]}
        fetchPage={(cursor) => answer(api.GET("/api/albums/{id}/media", { params: { path: { id: album.id }, query: { cursor: cursor ?? undefined } } }))}
        empty={
          <Empty title={t("albums:empty")}>
            <p>{t(isPlain ? "albums:emptyHint" : isOwn ? "albums:emptySmart" : "albums:emptyShared")}</p>
          </Empty>
        }
        selectionActions={canChange ? (ids, clear) => (
          <>
            {isPlain && <Button icon={FolderMinus} onClick={() => takeOut(album, ids, clear)}>{t("albums:takeOut")}</Button>}
            {ids.length === 1 && <Button icon={ImageUp} onClick={() => choose(album, ids[0]!, clear)}>{t("albums:cover")}</Button>}
            {isOwn && <AddToAlbum ids={ids} onDone={clear} />}
          </>
        ) : undefined}
      />
      {open === "edit" && <EditAlbum album={album} onClose={close} />}
      {open === "order" && <OrderDialog album={album} onClose={close} />}
      {open === "share" && <ShareDialog album={album} tellsOfPeople={album.parts.some((part) => part.reading.kind === "person")} onClose={close} />}
      {open === "delete" && (
        <Confirm
          title={t("albums:deleteTitle", { name: album.name })}
          action={t("action.delete")}
          danger
          onClose={close}
          onConfirm={async () => {
            await answer(api.DELETE("/api/albums/{id}", { params: { path: { id: album.id } } }));
            navigate("/albums", { replace: true });
            await queries.invalidateQueries({ queryKey: ["albums", "list"] });
          }}
        >
          <p>{t("albums:deleteText")}</p>
        </Confirm>
      )}
    </Page>
  );
}

async function takeOut(album: Album, ids: string[], clear: () => void): Promise<void> {
  try {
    await answer(api.POST("/api/albums/{id}/media/remove", { params: { path: { id: album.id } }, body: { mediaIds: ids } }));
    clear();
    toast(t("albums:takenOut", { count: ids.length }), {
      text: t("action.undo"),
      run: async () => {
        await answer(api.POST("/api/albums/{id}/media", { params: { path: { id: album.id } }, body: { mediaIds: ids } }));
        await queries.invalidateQueries({ queryKey: ["albums"] });
      },
    });
  } catch (error) {
    reportError(error);
  }
  await queries.invalidateQueries({ queryKey: ["albums"] });
}

async function choose(album: Album, cover: string, clear: () => void): Promise<void> {
  try {
    await answer(api.PATCH("/api/albums/{id}", { params: { path: { id: album.id } }, body: { coverMediaId: cover, clearCover: false } }));
    clear();
    toast(t("albums:coverChosen"));
    await queries.invalidateQueries({ queryKey: ["albums"] });
  } catch (error) {
    reportError(error);
  }
}
