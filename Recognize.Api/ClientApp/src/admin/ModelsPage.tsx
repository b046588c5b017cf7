import { useQuery } from "@tanstack/preact-query";
import { ShieldCheck } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatBytes, formatNumber, formatPercent, formatSpan } from "../i18n/format";
import { said } from "../i18n/said";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Loaded } from "../ui/states";
import { perform, useAct } from "../ui/acting";
import { Card } from "../ui/Card";
import { Command, taskName } from "./parts";

type Task = Schemas["ModelTaskResponse"];
type Pack = Schemas["ModelPackResponse"];

const addCommand = "./recognize models add --task objects --name NAME --licence LICENCE --file model.onnx --labels labels.txt --try FOLDER";

export default function ModelsPage() {
  const models = useQuery({ queryKey: ["models"], queryFn: () => answer(api.GET("/api/admin/models")), refetchInterval: 5_000 });
  return (
    <div class="stack">
      <Loaded query={models}>
        {({ tasks, canChoose }) => (
          <>
            {!canChoose && <p class="notice warning">{t("admin:models.elsewhere")}</p>}
            {tasks.map((task) => (
              <TaskCard key={task.task} task={task} canChoose={canChoose} />
            ))}
          </>
        )}
      </Loaded>
      <Verify />
      <Card title={t("admin:models.add.title")} hint={t("admin:models.add.hint")}>
        <Command>{addCommand}</Command>
        <Command>./recognize models pull standard</Command>
      </Card>
    </div>
  );
}

function TaskCard({ task, canChoose }: { task: Task; canChoose: boolean }) {
  const [chosen, setChosen] = useState<Pack | null>(null);
  return (
    <Card title={taskName(task.task)} hint={t(`admin:models.about.${task.task}`)}>
      <div aria-live="polite">
        {task.serving === null && <p class="notice warning">{t("admin:models.nothingServes")}</p>}
        {task.remaining > 0 && (
          <>
            <p>
              {t("admin:models.remaining", { count: task.remaining, shown: formatNumber(task.remaining), all: formatNumber(task.files) })}
              {task.secondsLeft !== null && ` ${t("admin:models.about1", { span: formatSpan(task.secondsLeft) })}`}
            </p>
            <progress value={task.files - task.remaining} max={Math.max(1, task.files)} aria-label={taskName(task.task)} />
          </>
        )}
      </div>
      <div class="card-list">
        {task.packs.map((pack) => (
          <PackCard key={pack.version} task={task} pack={pack} onChoose={canChoose && pack.isInstalled && !pack.isInUse ? () => setChosen(pack) : undefined} />
        ))}
      </div>
      {chosen && <SwitchDialog task={task} pack={chosen} onClose={() => setChosen(null)} />}
    </Card>
  );
}

function PackCard({ task, pack, onChoose }: { task: Task; pack: Pack; onChoose: (() => void) | undefined }) {
  const accuracy = Object.entries(pack.accuracy);
  return (
    <article class={`sub-card ${pack.isInUse ? "in-use" : ""}`}>
      <header class="card-head">
        <h3 class="row">
          {pack.name}
          {pack.isInUse && <span class="badge">{t("admin:models.inUse")}</span>}
          {!pack.isInstalled && <span class="badge warning">{t("admin:models.missing")}</span>}
          {pack.isOwn && <span class="badge plain">{t("admin:models.own")}</span>}
        </h3>
        {onChoose && <Button onClick={onChoose}>{t("admin:models.use")}</Button>}
      </header>
      <p class="small quiet">
        {pack.version} · {formatBytes(pack.bytes)}
      </p>
      {pack.summary && <p class="small">{said(pack.summary)}</p>}
      {accuracy.length > 0 ? (
        <dl class="facts small">
          {accuracy.map(([figure, value]) => (
            <>
              <dt key={figure}>{t(`admin:models.accuracy.${task.task}.${figure}`)}</dt>
              <dd>{formatPercent(value, 2)}</dd>
            </>
          ))}
        </dl>
      ) : (
        <p class="small quiet">{t("admin:models.unmeasured")}</p>
      )}
      {!pack.isInstalled && !pack.isOwn && <Command>{`./recognize models pull ${pack.name}`}</Command>}
      <details>
        <summary>{t("admin:models.files", { count: pack.files.length })}</summary>
        <ul class="lines">
          {pack.files.map((file) => (
            <li key={file.name}>
              <p class="path">
                <strong>{file.name}</strong> · {formatBytes(file.bytes)} · {file.licence}
              </p>
              {file.notes && <p class="small quiet">{said(file.notes)}</p>}
            </li>
          ))}
        </ul>
      </details>
    </article>
  );
}

/** What a switch means, before it is made. */
function SwitchDialog({ task, pack, onClose }: { task: Task; pack: Pack; onClose: () => void }) {
  const query = { pack: pack.name, version: pack.version };
  const preview = useQuery({
    queryKey: ["models", "switch", task.task, pack.version],
    queryFn: () => answer(api.GET("/api/admin/models/{task}/switch", { params: { path: { task: task.task }, query } })),
  });
  const choose = () =>
    perform(() => answer(api.PUT("/api/admin/models/{task}", { params: { path: { task: task.task } }, body: query })), {
      done: t("admin:models.chosen"), changes: ["models", "overview"],
    });
  return (
    <Confirm title={t("admin:models.switchTitle", { task: taskName(task.task), pack: pack.name })} action={t("admin:models.use")} onConfirm={choose} onClose={onClose}>
      <Loaded query={preview}>
        {(meaning) => (
          <ul class="stack">
            <li>{t("admin:models.from", { from: meaning.from ?? t("admin:models.nothing"), to: meaning.to })}</li>
            <li>{t("admin:models.anew", { count: meaning.files, shown: formatNumber(meaning.files) })}</li>
            <li>
              {meaning.seconds === null
                ? t("admin:models.noPace")
                : t(`admin:models.pace.${meaning.pace ?? "lately"}`, { span: formatSpan(meaning.seconds), rate: formatNumber(meaning.perSecond ?? 0) })}
            </li>
            <li>{t(task.task === "faces" ? "admin:models.keepsFaces" : "admin:models.keeps")}</li>
          </ul>
        )}
      </Loaded>
    </Confirm>
  );
}

function Verify() {
  const [files, setFiles] = useState<Schemas["VerifiedModelFile"][] | null>(null);
  const { busy, run } = useAct();
  const damaged = files?.filter((file) => !file.isIntact) ?? [];
  return (
    <Card title={t("admin:models.verify.title")} hint={t("admin:models.verify.hint")}>
      <div class="row">
        <Button
          icon={ShieldCheck}
          busy={busy !== null}
          onClick={() => void run(async () => setFiles(await answer(api.POST("/api/admin/models/verify"))), { changes: [] })}
        >
          {t("admin:models.verify.action")}
        </Button>
        <p class="grow" role="status">
          {files && damaged.length === 0 && t("admin:models.verify.intact", { count: files.length })}
        </p>
      </div>
      {damaged.length > 0 && (
        <div class="notice danger" role="alert">
          <p>{t("admin:models.verify.damaged", { count: damaged.length })}</p>
          <ul>
            {damaged.map((file) => (
              <li key={file.name}>{file.name}</li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}
