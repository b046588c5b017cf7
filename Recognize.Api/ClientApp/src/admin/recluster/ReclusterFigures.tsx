import type { Schemas } from "../../api/client";
import { t } from "../../i18n";
import { formatNumber, formatPercent } from "../../i18n/format";
import { Card } from "../../ui/Card";

type Figures = Schemas["ReclusterFigures"];

/** What a preview comes to, and how right it is: before and after side by side. */
export function ReclusterFigures({ figures }: { figures: Figures }) {
  const rows: [string, (counts: Schemas["ReclusterCounts"]) => string][] = [
    ["people", (counts) => formatNumber(counts.people)],
    ["groupedShare", (counts) => formatPercent(counts.groupedShare, 1)],
    ["waiting", (counts) => formatNumber(counts.waiting)],
  ];
  return (
    <Card title={t("admin:recluster.figures.title")}>
      <div class="table-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("admin:recluster.figures.what")}</th>
              <th scope="col" class="number">
                {t("admin:recluster.figures.now")}
              </th>
              <th scope="col" class="number">
                {t("admin:recluster.figures.then")}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([key, text]) => (
              <tr key={key}>
                <th scope="row">{t(`admin:recluster.figures.${key}`)}</th>
                <td class="number">{text(figures.before)}</td>
                <td class="number">{text(figures.after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="stack small">
        <li>
          {t("admin:recluster.figures.moved", {
            count: figures.movedFaces, shown: formatNumber(figures.movedFaces), all: formatNumber(figures.faces),
            stop: formatNumber(figures.stopWaiting), start: formatNumber(figures.startWaiting), churn: formatPercent(figures.churn, 1),
          })}
        </li>
        <li>{t("admin:recluster.figures.anchored", { faces: formatNumber(figures.anchoredFaces), people: formatNumber(figures.anchoredPeople) })}</li>
        <li>{t("admin:recluster.figures.agreement", shares(figures.agreementWithLive))}</li>
        {figures.confirmed ? (
          <>
            <li>
              {t("admin:recluster.figures.returned", {
                returned: formatNumber(figures.confirmed.returned), faces: formatNumber(figures.confirmed.faces),
                elsewhere: formatNumber(figures.confirmed.elsewhere), undecided: formatNumber(figures.confirmed.undecided),
              })}
            </li>
            <li>{t("admin:recluster.figures.freely", shares(figures.confirmed.freely))}</li>
          </>
        ) : (
          <li>{t("admin:recluster.figures.unconfirmed")}</li>
        )}
      </ul>
    </Card>
  );
}

function shares({ precision, recall, f1 }: Schemas["BCubedFigures"]) {
  const text = (value: number) => formatPercent(value, 2);
  return { precision: text(precision), recall: text(recall), f1: text(f1) };
}
