import { Undo2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo, formatDateTime } from "../i18n/format";
import { said } from "../i18n/said";
import { Button } from "../ui/Button";
import { MoreButton, usePages } from "../ui/lists";
import { Page } from "../ui/Page";
import { Empty, Loaded } from "../ui/states";
import { reportError } from "../ui/toasts";
import { undo } from "./acts";

/** What was done to people, and taking it back. */
export function HistoryPage() {
  const list = usePages(["acts"], (cursor) => answer(api.GET("/api/acts", { params: { query: { cursor, limit: 50 } } })));
  return (
    <Page title={t("people:history.title")}>
      <Loaded query={list}>
        {(acts) =>
          acts.length === 0 ? (
            <Empty title={t("people:history.empty")} />
          ) : (
            <ul class="history">
              {acts.map((act) => (
                <ActRow key={act.id} act={act} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton list={list} />
    </Page>
  );
}

function ActRow({ act }: { act: Schemas["ActItem"] }) {
  const [busy, setBusy] = useState(false);
  const takeBack = async () => {
    setBusy(true);
    try {
      await undo(act.id);
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li class={act.undoneAt ? "undone" : ""}>
      <div class="grow">
        <strong>{t(`people:act.${act.kind}`)}</strong>
        <p class="small">{said(act.summary)}</p>
        <p class="quiet small">
          <time dateTime={act.madeAt} title={formatDateTime(act.madeAt)}>
            {formatAgo(act.madeAt)}
          </time>
          {" · "}
          {said(act.madeBy)}
          {act.undoneAt && ` · ${t("people:history.undone", { when: formatAgo(act.undoneAt) })}`}
        </p>
      </div>
      {act.undoneAt === null && act.undoes === null && (
        <Button icon={Undo2} busy={busy} onClick={takeBack}>
          {t("action.undo")}
        </Button>
      )}
    </li>
  );
}
