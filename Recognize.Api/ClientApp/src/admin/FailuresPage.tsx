import { useQuery } from "@tanstack/preact-query";
import { RefreshCw } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo, formatNumber } from "../i18n/format";
import { said } from "../i18n/said";
import { Button } from "../ui/Button";
import { Toggle } from "../ui/fields";
import { Empty, Loaded } from "../ui/states";
import { toast } from "../ui/toasts";
import { useAct } from "../ui/acting";
import { Card } from "../ui/Card";
import { MoreButton, usePages } from "../ui/lists";
import { taskName } from "./parts";

type Group = Schemas["FailureGroupResponse"];

/** What could not be done, by its reason; files are named to their owner only. */
export function FailuresPage() {
  const [everybody, setEverybody] = useState(true);
  const groups = useQuery({
    queryKey: ["failures", everybody],
    queryFn: () => answer(api.GET("/api/jobs/failures/groups", { params: { query: { everybody } } })),
  });
  return (
    <div class="stack">
      <div class="row">
        <Toggle label={t("admin:failures.everybody")} checked={everybody} onChange={setEverybody} />
        <p class="small quiet grow">{t("admin:failures.privacy")}</p>
      </div>
      <Loaded query={groups}>
        {(list) =>
          list.length === 0 ? (
            <Empty title={t("admin:failures.none")} />
          ) : (
            <div class="card-list">
              {list.map((group) => (
                <FailureGroup key={`${group.task} ${group.errorKind} ${group.reason}`} group={group} everybody={everybody} />
              ))}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}

function FailureGroup({ group, everybody }: { group: Group; everybody: boolean }) {
  const [showsFiles, setShown] = useState(false);
  const { busy, run } = useAct();
  const retry = () =>
    run(
      async () => {
        const { due } = await answer(api.POST("/api/jobs/retry", { body: { task: group.task, errorKind: group.errorKind, everybody } }));
        toast(t("admin:failures.retried", { count: due, shown: formatNumber(due) }));
      },
      { changes: ["failures", "overview"] },
    );
  const kind = group.errorKind ?? "other";
  return (
    <Card
      title={`${taskName(group.task)}: ${group.reason ? said(group.reason) : t(`admin:failures.kind.${kind}`)}`}
      actions={
        <Button icon={RefreshCw} busy={busy !== null} onClick={() => void retry()}>
          {t("admin:failures.retryKind", { task: taskName(group.task) })}
        </Button>
      }
    >
      <p class="row">
        <span class="badge danger">{t("admin:failures.count", { count: group.count, shown: formatNumber(group.count) })}</span>
        {group.latest && <span class="small quiet">{t("admin:failures.latest", { ago: formatAgo(group.latest) })}</span>}
      </p>
      <p>
        <strong>{t(`admin:failures.kind.${kind}`)}.</strong> {t(`admin:failures.advice.${kind}`)}
      </p>
      <div class="row">
        <Button aria-expanded={showsFiles} onClick={() => setShown(!showsFiles)}>
          {t(showsFiles ? "admin:failures.hideFiles" : "admin:failures.showFiles")}
        </Button>
      </div>
      {showsFiles && <Files group={group} />}
    </Card>
  );
}

function Files({ group }: { group: Group }) {
  const { busy, run } = useAct();
  const filter = { task: group.task, ...(group.errorKind && { errorKind: group.errorKind }), ...(group.reason && { reason: group.reason }) };
  const files = usePages(["failures", "files", filter], (cursor) =>
    answer(api.GET("/api/jobs/failures", { params: { query: { limit: 50, ...filter, cursor } } })),
  );
  const retry = (id: string) =>
    run(() => answer(api.POST("/api/media/{id}/analyse", { params: { path: { id } }, body: { tasks: [group.task] } })), {
      key: id, done: t("admin:failures.retriedOne"), changes: ["failures", "overview"],
    });
  return (
    <>
      <Loaded query={files}>
        {(items) =>
          items.length === 0 ? (
            <p class="quiet">{t("admin:failures.noneOwn")}</p>
          ) : (
            <ul class="lines">
              {items.map((file) => (
                <li key={file.mediaId} class="row">
                  <Link href={`/photos/${file.mediaId}`} class="grow path">
                    {file.fileName}
                  </Link>
                  <Button icon={RefreshCw} busy={busy === file.mediaId} onClick={() => void retry(file.mediaId)}>
                    {t("action.retry")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton list={files} />
    </>
  );
}
