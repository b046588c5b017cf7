import { EyeOff, RefreshCw, Tag } from "lucide-preact";
import { lazy, Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { AddToAlbum } from "../albums/AddToAlbum";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Button } from "../ui/Button";
import { reportError, toast } from "../ui/toasts";
import { forEach } from "./forEach";

const TagMany = lazy(() => import("./TagMany"));
const WithoutFaces = lazy(() => import("./WithoutFaces"));

type SelectionActionsProps = { ids: string[]; clear: () => void };

/** What can be done with many of one's own files at once. */
export function SelectionActions({ ids, clear }: SelectionActionsProps) {
  const [open, setOpen] = useState<"tags" | "faces" | null>(null);
  const [busy, setBusy] = useState(false);
  const close = () => setOpen(null);
  const analyse = async () => {
    setBusy(true);
    try {
      await forEach(ids, (id) => answer(api.POST("/api/media/{id}/analyse", { params: { path: { id } }, body: {} })));
      toast(t("photos:many.analyseAsked", { count: ids.length, number: formatNumber(ids.length) }));
      clear();
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
      void queries.invalidateQueries({ queryKey: ["media"] });
    }
  };
  return (
    <>
      <AddToAlbum ids={ids} onDone={clear} />
      <Button icon={Tag} onClick={() => setOpen("tags")}>{t("photos:many.tags")}</Button>
      <Button icon={RefreshCw} busy={busy} onClick={() => void analyse()}>{t("photos:details.analyse")}</Button>
      <Button icon={EyeOff} onClick={() => setOpen("faces")}>{t("photos:many.withoutFaces")}</Button>
      <Suspense fallback={null}>
        {open === "tags" && <TagMany ids={ids} onClose={close} />}
        {open === "faces" && <WithoutFaces ids={ids} onClose={close} />}
      </Suspense>
    </>
  );
}
