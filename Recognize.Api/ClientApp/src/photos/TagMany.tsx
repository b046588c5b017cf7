import { Minus } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { nameOf, t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Select } from "../ui/fields";
import { reportError, toast } from "../ui/toasts";
import { forEach } from "./forEach";
import { TagField } from "./lightbox/TagList";
import { useTags } from "./tags";

/** Adds one tag to many files, or removes one from all of them. */
export default function TagMany({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const [done, setDone] = useState<number | null>(null);
  const [removed, setRemoved] = useState("");
  const tags = useTags();
  const progress = useId();
  const change = async (body: Schemas["ChangeTagsRequest"], text: string) => {
    setDone(0);
    try {
      await forEach(ids, (id) => answer(api.PATCH("/api/media/{id}/tags", { params: { path: { id } }, body })), setDone);
      toast(text);
      onClose();
    } catch (error) {
      reportError(error);
    } finally {
      setDone(null);
      void queries.invalidateQueries({ queryKey: ["media"] });
      void queries.invalidateQueries({ queryKey: ["tags"] });
    }
  };
  const values = { count: ids.length, number: formatNumber(ids.length) };
  return (
    <Dialog title={t("photos:many.tagsTitle", values)} onClose={onClose}>
      <TagField onAdd={(body) => void change(body, t("photos:many.tagged", values))} />
      <div class="row">
        <div class="grow">
          <Select
            label={t("photos:many.removeTag")}
            value={removed}
            onChange={(event) => setRemoved(event.currentTarget.value)}
            options={[{ value: "", text: t("photos:many.chooseTag") }, ...tags.map((tag) => ({ value: tag.id, text: nameOf(tag) }))]}
          />
        </div>
        <Button class="field-button" icon={Minus} disabled={removed === "" || done !== null} onClick={() => void change({ remove: [removed] }, t("photos:many.untagged", values))}>
          {t("action.remove")}
        </Button>
      </div>
      {done !== null && (
        <p role="status">
          <label for={progress}>{t("photos:many.progress", { done: formatNumber(done), number: formatNumber(ids.length) })}</label>
          <progress id={progress} max={ids.length} value={done} />
        </p>
      )}
    </Dialog>
  );
}
