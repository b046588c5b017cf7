import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDateTime, formatNumber } from "../i18n/format";
import { said } from "../i18n/said";
import { Empty, Loaded } from "../ui/states";
import { Card } from "../ui/Card";
import { MoreButton, usePages } from "../ui/lists";
import { JobStateBadge } from "./parts";

type Erasure = Schemas["ErasureResponse"];

/** As the worker writes it; every part may be missing from a report of an older version. */
type Report = Partial<Record<(typeof counts)[number], number>> & { isLogDropped?: boolean; remains?: string[] };

const counts = ["files", "faces", "people", "contacts", "thumbnails", "exports", "tablesRewritten"] as const;

export default function ErasuresPage() {
  const erasures = usePages(["erasures"], (cursor) => answer(api.GET("/api/erasures", { params: { query: { limit: 30, cursor } } })), 5_000);
  return (
    <Card title={t("admin:erasures.title")} hint={t("admin:erasures.hint")}>
      <Loaded query={erasures}>
        {(items) =>
          items.length === 0 ? (
            <Empty title={t("admin:erasures.none")} />
          ) : (
            <ul class="card-list">
              {items.map((erasure) => (
                <ErasureEntry key={erasure.id} erasure={erasure} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton list={erasures} />
    </Card>
  );
}

function ErasureEntry({ erasure }: { erasure: Erasure }) {
  const report = erasure.report as Report | null;
  return (
    <li class="sub-card">
      <p class="row">
        <JobStateBadge state={erasure.state} />
        <strong>{t(`admin:erasures.kind.${erasure.kind ?? "other"}`)}</strong>
        <time class="quiet small" dateTime={erasure.requestedAt}>
          {formatDateTime(erasure.requestedAt)}
        </time>
      </p>
      {erasure.state === "running" && erasure.done !== null && <p aria-live="polite">{t("admin:erasures.done", { shown: formatNumber(erasure.done) })}</p>}
      {erasure.error && <p class="hint error">{said(erasure.error)}</p>}
      {report && (
        <>
          <dl class="facts">
            {counts
              .filter((name) => (report[name] ?? 0) > 0)
              .map((name) => (
                <>
                  <dt key={name}>{t(`admin:erasures.count.${name}`)}</dt>
                  <dd>{formatNumber(report[name]!)}</dd>
                </>
              ))}
            <dt>{t("admin:erasures.log")}</dt>
            <dd>{t(report.isLogDropped ? "admin:erasures.logDropped" : "admin:erasures.logKept")}</dd>
          </dl>
          {(report.remains ?? []).length > 0 && (
            <div class="notice warning">
              <p>{t("admin:erasures.remains")}</p>
              <ul>
                {report.remains!.map((sentence) => (
                  <li key={sentence}>{said(sentence)}</li>
                ))}
              </ul>
            </div>
          )}
        </>
      )}
    </li>
  );
}
