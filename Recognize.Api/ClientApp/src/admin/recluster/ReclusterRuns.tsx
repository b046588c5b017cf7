import { Shuffle } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { answer, api } from "../../api/client";
import { t } from "../../i18n";
import { formatAgo, formatDateTime, formatNumber, formatPercent } from "../../i18n/format";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/fields";
import { Empty, Loaded } from "../../ui/states";
import { useAct } from "../../ui/acting";
import { Card } from "../../ui/Card";
import { addressOf, isUnderWay, ofUser, type Run, useRuns } from "./runs";

type Props = { base: string; user: string | null };

/** The form for a preview, and those that there are, their settings and figures side by side. */
export function ReclusterRuns({ base, user }: Props) {
  const runs = useRuns(user);
  return (
    <div class="stack">
      <TrySettings base={base} user={user} isBusy={runs.data?.items.some(isUnderWay) ?? false} />
      <Card title={t("admin:recluster.runs")} hint={t("admin:recluster.runsHint")}>
        <Loaded query={runs}>
          {({ items }) => (items.length === 0 ? <Empty title={t("admin:recluster.none")} /> : <Comparison runs={items} base={base} user={user} />)}
        </Loaded>
      </Card>
    </div>
  );
}

const fields = [
  { name: "threshold", min: "-0.2", max: "0.2", step: "0.01" },
  { name: "minimumSize", min: "2", max: "100", step: "1" },
  { name: "minimumQuality", min: "0", max: "1", step: "0.01" },
] as const;

function TrySettings({ base, user, isBusy }: Props & { isBusy: boolean }) {
  const [values, setValues] = useState({ threshold: "", minimumSize: "", minimumQuality: "" });
  const [, go] = useLocation();
  const { busy, run } = useAct();
  const ask = (event: Event) => {
    event.preventDefault();
    const body = Object.fromEntries(Object.entries(values).filter(([, text]) => text !== "").map(([name, text]) => [name, Number(text)]));
    void run(
      async () => {
        const made = await answer(api.POST("/api/reclusters", { params: { query: ofUser(user) }, body }));
        go(addressOf(base, made.id, user));
      },
      { changes: ["reclusters"] },
    );
  };
  return (
    <Card title={t("admin:recluster.title")} hint={t("admin:recluster.hint")}>
      <form class="stack" onSubmit={ask}>
        <div class="form-grid">
          {fields.map(({ name, ...bounds }) => (
            <Field
              key={name}
              type="number"
              {...bounds}
              label={t(`admin:recluster.${name}.label`)}
              hint={t(`admin:recluster.${name}.hint`)}
              placeholder={t("admin:recluster.asItIs")}
              value={values[name]}
              onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
            />
          ))}
        </div>
        <div class="row">
          <Button type="submit" kind="primary" icon={Shuffle} busy={busy !== null} disabled={isBusy}>
            {t("admin:recluster.ask")}
          </Button>
          {isBusy && <p class="small quiet">{t("admin:recluster.oneAtATime")}</p>}
        </div>
      </form>
    </Card>
  );
}

function Comparison({ runs, base, user }: Props & { runs: Run[] }) {
  const columns: { key: string; text: (run: Run) => string }[] = [
    { key: "threshold", text: (run) => formatNumber(run.settings.threshold, { signDisplay: "exceptZero", maximumFractionDigits: 3 }) },
    { key: "size", text: (run) => formatNumber(run.settings.minimumSize) },
    { key: "quality", text: (run) => (run.settings.minimumQuality === null ? t("admin:recluster.installed") : formatNumber(run.settings.minimumQuality, { maximumFractionDigits: 3 })) },
    { key: "people", text: ({ figures }) => (figures ? `${formatNumber(figures.before.people)} → ${formatNumber(figures.after.people)}` : "–") },
    { key: "grouped", text: ({ figures }) => (figures ? formatPercent(figures.after.groupedShare, 1) : "–") },
    { key: "moved", text: ({ figures }) => (figures ? formatNumber(figures.movedFaces) : "–") },
    { key: "returned", text: ({ figures }) => (figures?.confirmed ? `${formatNumber(figures.confirmed.returned)} / ${formatNumber(figures.confirmed.faces)}` : "–") },
    { key: "freely", text: ({ figures }) => (figures?.confirmed ? formatNumber(figures.confirmed.freely.f1, { maximumFractionDigits: 4 }) : "–") },
  ];
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t("admin:recluster.runsHint")}>
      <table class="stacking">
        <thead>
          <tr>
            <th scope="col">{t("admin:recluster.column.run")}</th>
            {columns.map(({ key }) => (
              <th key={key} scope="col" class="number">
                {t(`admin:recluster.column.${key}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">
                <Link href={addressOf(base, run.id, user)}>
                  <time dateTime={run.requestedAt} title={formatDateTime(run.requestedAt)}>
                    {formatAgo(run.requestedAt)}
                  </time>
                </Link>{" "}
                <span class={`badge ${run.state === "failed" ? "danger" : run.state === "applied" ? "" : "plain"}`}>{t(`admin:recluster.state.${run.state}`)}</span>
              </th>
              {columns.map(({ key, text }) => (
                <td key={key} class="number" data-name={t(`admin:recluster.column.${key}`)}>
                  {text(run)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
