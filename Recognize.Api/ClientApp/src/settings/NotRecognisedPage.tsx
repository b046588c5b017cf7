import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { toast } from "../ui/toasts";
import { Pages } from "./Pages";

/** People who are not to be recognised, and recognising them again. */
export function NotRecognisedPage() {
  const [again, setAgain] = useState<string | null>(null);
  return (
    <section class="card" aria-labelledby="not-recognised">
      <h2 id="not-recognised">{t("settings:tab.not-recognised")}</h2>
      <p class="quiet">{t("settings:refused.text")}</p>
      <Pages
        queryKey={["not-recognised"]}
        fetchPage={(cursor) => answer(api.GET("/api/not-recognised", { params: { query: { cursor: cursor ?? undefined } } }))}
        empty={t("settings:refused.none")}
      >
        {(entry) => (
          <li key={entry.id}>
            <div class="grow">
              <p>{entry.name ?? t("settings:refused.unnamed")}</p>
              <p class="quiet small">
                {formatDate(entry.refusedAt)} · {t("settings:refused.faces", { count: entry.faces })} · {t(`settings:refused.look.${entry.look}`)}
              </p>
            </div>
            <Button onClick={() => setAgain(entry.id)}>{t("settings:refused.again")}</Button>
          </li>
        )}
      </Pages>
      {again && (
        <Confirm
          title={t("settings:refused.againTitle")}
          action={t("settings:refused.again")}
          onClose={() => setAgain(null)}
          onConfirm={async () => {
            const done = await answer(api.DELETE("/api/not-recognised/{id}", { params: { path: { id: again } } }));
            toast(t("settings:refused.done", { count: done.files }));
            await queries.invalidateQueries({ queryKey: ["not-recognised"] });
          }}
        >
          <p>{t("settings:refused.againText")}</p>
        </Confirm>
      )}
    </section>
  );
}
