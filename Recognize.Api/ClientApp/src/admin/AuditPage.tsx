import { useLocation, useSearch } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDateTime } from "../i18n/format";
import { said } from "../i18n/said";
import { Field, Select } from "../ui/fields";
import { Empty, Loaded } from "../ui/states";
import { Card } from "../ui/Card";
import { MoreButton, usePages } from "../ui/lists";
import { useUsers } from "./users";

const kinds = [
  "session", "password", "link", "user", "admin", "token", "provider", "consent", "approval", "contacts", "limits", "work", "model",
  "recluster", "server", "share", "export", "erasure", "data", "person",
];

/** Who did what. The filters are part of the address, so that a view can be kept. */
export default function AuditPage() {
  const search = new URLSearchParams(useSearch());
  const [path, go] = useLocation();
  const users = useUsers();
  const filter = { user: search.get("user") ?? "", action: search.get("action") ?? "", from: search.get("from") ?? "", to: search.get("to") ?? "" };
  const set = (name: keyof typeof filter, value: string) => {
    const next = new URLSearchParams(Object.entries({ ...filter, [name]: value }).filter(([, given]) => given !== ""));
    go(next.size > 0 ? `${path}?${next}` : path, { replace: true });
  };
  const entries = usePages(["audit", filter], (cursor) =>
    answer(
      api.GET("/api/audit", {
        params: {
          query: {
            limit: 50, user: filter.user || undefined, action: filter.action || undefined, cursor,
            from: filter.from ? dayOf(filter.from, 0) : undefined, to: filter.to ? dayOf(filter.to, 1) : undefined,
          },
        },
      }),
    ),
  );
  return (
    <Card title={t("admin:audit.title")} hint={t("admin:audit.hint")}>
      <div class="form-row">
        <Select
          label={t("admin:audit.user")}
          value={filter.user}
          options={[{ value: "", text: t("admin:audit.anybody") }, ...(users.data ?? []).map(({ id, name }) => ({ value: id, text: name }))]}
          onChange={(event) => set("user", event.currentTarget.value)}
        />
        <Select
          label={t("admin:audit.action")}
          value={filter.action}
          options={[{ value: "", text: t("admin:audit.anything") }, ...kinds.map((value) => ({ value, text: t(`admin:audit.kind.${value}`) }))]}
          onChange={(event) => set("action", event.currentTarget.value)}
        />
        <Field type="date" label={t("admin:audit.from")} value={filter.from} onChange={(event) => set("from", event.currentTarget.value)} />
        <Field type="date" label={t("admin:audit.to")} value={filter.to} onChange={(event) => set("to", event.currentTarget.value)} />
      </div>
      <Loaded query={entries}>
        {(items) => (items.length === 0 ? <Empty title={t("admin:audit.none")} /> : <Entries items={items} />)}
      </Loaded>
      <MoreButton list={entries} />
    </Card>
  );
}

/** The beginning of a day where the user is, or of the one after. */
function dayOf(date: string, later: number): string {
  const [year, month, day] = date.split("-").map(Number);
  return new Date(year!, month! - 1, day! + later).toISOString();
}

function Entries({ items }: { items: Schemas["AuditResponse"][] }) {
  return (
    <div class="table-scroll">
      <table class="stacking">
        <thead>
          <tr>
            <th scope="col">{t("admin:audit.what")}</th>
            <th scope="col">{t("admin:audit.who")}</th>
            <th scope="col">{t("admin:audit.about")}</th>
            <th scope="col">{t("admin:audit.when")}</th>
            <th scope="col">{t("admin:audit.address")}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((entry) => (
            <tr key={entry.id}>
              <th scope="row">
                <span>{said(entry.summary)}</span>
                {entry.detail && <p class="small quiet path">{said(entry.detail)}</p>}
              </th>
              <td data-name={t("admin:audit.who")}>{said(entry.actor)}</td>
              <td data-name={t("admin:audit.about")}>{entry.about ?? "–"}</td>
              <td data-name={t("admin:audit.when")}>
                <time dateTime={entry.at}>{formatDateTime(entry.at)}</time>
              </td>
              <td data-name={t("admin:audit.address")}>{entry.address ?? "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
