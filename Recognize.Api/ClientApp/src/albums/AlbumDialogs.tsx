import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/fields";
import { reportError, toast } from "../ui/toasts";

type Album = Schemas["AlbumResponse"];

type FormProps = {
  title: string;
  name: string;
  description: string;
  query: string | null;
  action: string;
  onSave: (name: string, description: string, query: string | null) => Promise<unknown>;
  onClose: () => void;
};

/** Name, description and, of a smart album, the search. Stays open when it is refused. */
function AlbumForm({ title, name, description, query, action, onSave, onClose }: FormProps) {
  const [busy, setBusy] = useState(false);
  const [draft, setDraft] = useState({ name, description, query });
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await onSave(draft.name.trim(), draft.description.trim(), draft.query?.trim() ?? null);
      onClose();
    } catch (error) {
      reportError(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="stack" onSubmit={save}>
        <Field label={t("albums:name")} required maxLength={200} autofocus value={draft.name} onInput={(event) => setDraft({ ...draft, name: event.currentTarget.value })} />
        {draft.query !== null && (
          <Field
            label={t("albums:query")}
            hint={t("albums:queryHint")}
            required
            maxLength={400}
            value={draft.query}
            onInput={(event) => setDraft({ ...draft, query: event.currentTarget.value })}
          />
        )}
        <Field label={t("albums:description")} maxLength={4000} value={draft.description} onInput={(event) => setDraft({ ...draft, description: event.currentTarget.value })} />
        <div class="row end">
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button type="submit" kind="primary" busy={busy} disabled={draft.name.trim() === ""}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Makes an album: with a query one that fills itself. Then opens it, unless `onMade` says otherwise. */
export function NewAlbum({ query = null, onClose, onMade }: { query?: string | null; onClose: () => void; onMade?: (album: Album) => Promise<unknown> }) {
  const [, navigate] = useLocation();
  return (
    <AlbumForm
      title={t(query === null ? "albums:new" : "albums:newSmart")}
      name={query ?? ""}
      description=""
      query={query}
      action={t("action.save")}
      onClose={onClose}
      onSave={async (name, description, kept) => {
        const album = await answer(api.POST("/api/albums", { body: { name, description, query: kept } }));
        void queries.invalidateQueries({ queryKey: ["albums"] });
        if (onMade) await onMade(album);
        else {
          toast(t("albums:made", { name }));
          navigate(`/albums/${album.id}`);
        }
      }}
    />
  );
}

export function EditAlbum({ album, onClose }: { album: Album; onClose: () => void }) {
  return (
    <AlbumForm
      title={t("albums:edit")}
      name={album.name}
      description={album.description ?? ""}
      query={album.query ?? null}
      action={t("action.save")}
      onClose={onClose}
      onSave={async (name, description, query) => {
        await answer(
          api.PATCH("/api/albums/{id}", { params: { path: { id: album.id } }, body: { name, description, clearCover: false, ...(query !== null && query !== album.query ? { query } : {}) } }),
        );
        await queries.invalidateQueries({ queryKey: ["albums"] });
      }}
    />
  );
}
