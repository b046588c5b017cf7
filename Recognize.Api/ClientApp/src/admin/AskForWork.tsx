import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Field, Select } from "../ui/fields";
import { useAct } from "../ui/acting";
import { Card } from "../ui/Card";
import { kindName } from "./parts";

const kinds = ["scan", "analyse", "group", "contacts", "export", "thumbnails", "clean-up"];

/** Asks for work on the caller's own files, and for the system's house-keeping. */
export function AskForWork() {
  const [kind, setKind] = useState("scan");
  const [libraryId, setLibrary] = useState("");
  const [path, setPath] = useState("");
  const libraries = useQuery({ queryKey: ["libraries"], queryFn: () => answer(api.GET("/api/libraries", { params: { query: { limit: 500 } } })) });
  const { busy, run } = useAct();
  const ofLibrary = kind === "scan" || kind === "analyse";
  const ask = (event: Event) => {
    event.preventDefault();
    const body = { kind, ...(ofLibrary && libraryId && { libraryId, ...(path.trim() && { path: path.trim() }) }) };
    void run(() => answer(api.POST("/api/jobs/queue", { body })), { done: t("admin:ask.done"), changes: ["queue", "overview"] });
  };
  return (
    <Card title={t("admin:ask.title")} hint={t("admin:ask.hint")}>
      <form class="stack" onSubmit={ask}>
        <div class="form-row">
          <Select
            label={t("admin:ask.kind")}
            value={kind}
            options={kinds.map((value) => ({ value, text: kindName(value) }))}
            onChange={(event) => setKind(event.currentTarget.value)}
          />
          {ofLibrary && (
            <Select
              label={t("admin:ask.library")}
              value={libraryId}
              options={[{ value: "", text: t("admin:ask.allLibraries") }, ...(libraries.data?.items ?? []).map(({ id, name }) => ({ value: id, text: name }))]}
              onChange={(event) => setLibrary(event.currentTarget.value)}
            />
          )}
          {ofLibrary && libraryId && (
            <Field label={t("admin:ask.path")} value={path} placeholder="2024/07" onInput={(event) => setPath(event.currentTarget.value)} />
          )}
          <Button type="submit" busy={busy !== null}>
            {t("admin:ask.action")}
          </Button>
        </div>
        <p class="hint" aria-live="polite">
          {t(`admin:ask.${kind}`)}
        </p>
      </form>
    </Card>
  );
}
