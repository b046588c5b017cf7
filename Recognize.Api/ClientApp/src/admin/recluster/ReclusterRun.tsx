import { ArrowLeft, Check, Trash2, Undo2, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { answer, api } from "../../api/client";
import { t } from "../../i18n";
import { formatDateTime, formatNumber, formatPercent } from "../../i18n/format";
import { said } from "../../i18n/said";
import { Button } from "../../ui/Button";
import { Confirm } from "../../ui/Dialog";
import { Loaded } from "../../ui/states";
import { toast } from "../../ui/toasts";
import { perform, useAct } from "../../ui/acting";
import { Card } from "../../ui/Card";
import { ReclusterConflicts } from "./ReclusterConflicts";
import { ReclusterFigures } from "./ReclusterFigures";
import { ReclusterPeople } from "./ReclusterPeople";
import { addressOf, isUnderWay, ofUser, type Run, useRun } from "./runs";

type Props = { id: string; base: string; user: string | null };

/** What applying and undoing change besides the run. */
const changed = ["reclusters", "people", "faces", "suggestions", "overview", "face-quality"];

/** One run: how far it is, what it would change, and what to do with it. */
export function ReclusterRun({ id, base, user }: Props) {
  const query = useRun(id, user);
  return (
    <div class="stack">
      <div class="row">
        <Link href={addressOf(base, "", user)} class="button plain">
          <ArrowLeft size={18} />
          <span>{t("admin:recluster.back")}</span>
        </Link>
      </div>
      <Loaded query={query}>
        {(run) => (
          <>
            <Card title={t("admin:recluster.preview", { date: formatDateTime(run.requestedAt) })} actions={<span class="badge">{t(`admin:recluster.state.${run.state}`)}</span>}>
              <p class="small quiet">{settingsText(run)}</p>
              <Progress run={run} />
              {run.error && <p class="notice danger">{said(run.error)}</p>}
              {run.applied && (
                <p class="notice">
                  {t("admin:recluster.applied", {
                    moved: formatNumber(run.applied.movedFaces), left: formatNumber(run.applied.leftAlone),
                    made: formatNumber(run.applied.newPeople), removed: formatNumber(run.applied.removedPeople),
                  })}
                </p>
              )}
              <Actions run={run} base={base} user={user} />
            </Card>
            {run.figures && <ReclusterFigures figures={run.figures} />}
            {run.state === "ready" && (
              <>
                <ReclusterConflicts id={id} user={user} />
                <ReclusterPeople id={id} user={user} />
              </>
            )}
          </>
        )}
      </Loaded>
    </div>
  );
}

function settingsText({ settings }: Run): string {
  return t("admin:recluster.settings", {
    threshold: formatNumber(settings.threshold, { signDisplay: "exceptZero", maximumFractionDigits: 3 }),
    size: formatNumber(settings.minimumSize),
    quality: settings.minimumQuality === null ? t("admin:recluster.installed") : formatNumber(settings.minimumQuality, { maximumFractionDigits: 3 }),
  });
}

function Progress({ run }: { run: Run }) {
  if (!isUnderWay(run)) return null;
  return (
    <div aria-live="polite">
      <p>
        {t(`admin:recluster.stage.${run.stage}`)} · {formatPercent(run.progress)}
      </p>
      <progress value={run.progress} max={1} aria-label={t("admin:recluster.progress")} />
    </div>
  );
}

function Actions({ run, base, user }: { run: Run; base: string; user: string | null }) {
  const [asks, setAsks] = useState(false);
  const [, go] = useLocation();
  const { busy, run: act } = useAct();
  const params = { params: { path: { id: run.id }, query: ofUser(user) } };
  const undo = () => answer(api.POST("/api/reclusters/{id}/undo", params));
  const undone = { done: t("admin:recluster.undone"), changes: changed };
  const apply = () =>
    perform(async () => {
      await answer(api.POST("/api/reclusters/{id}/apply", params));
      toast(t("admin:recluster.done"), { text: t("action.undo"), run: () => perform(undo, undone) });
    }, { changes: changed });
  const cancel = () => answer(api.DELETE("/api/reclusters/{id}", params));
  return (
    <div class="row">
      {isUnderWay(run) && (
        <Button icon={X} busy={busy !== null} onClick={() => void act(cancel, { done: t("admin:recluster.cancelled"), changes: ["reclusters"] })}>
          {t("action.cancel")}
        </Button>
      )}
      {run.state === "ready" && (
        <>
          <Button kind="primary" icon={Check} onClick={() => setAsks(true)}>
            {t("admin:recluster.apply")}
          </Button>
          <Button
            icon={Trash2}
            busy={busy !== null}
            onClick={() =>
              void act(async () => {
                await cancel();
                go(addressOf(base, "", user));
              }, { done: t("admin:recluster.thrownAway"), changes: ["reclusters"] })
            }
          >
            {t("admin:recluster.throwAway")}
          </Button>
        </>
      )}
      {run.state === "applied" && (
        <Button icon={Undo2} busy={busy !== null} onClick={() => void act(undo, undone)}>
          {t("admin:recluster.undo")}
        </Button>
      )}
      {asks && (
        <Confirm title={t("admin:recluster.applyTitle")} action={t("admin:recluster.apply")} onConfirm={apply} onClose={() => setAsks(false)}>
          <p>{t("admin:recluster.applyText", { count: run.figures?.movedFaces ?? 0, shown: formatNumber(run.figures?.movedFaces ?? 0) })}</p>
        </Confirm>
      )}
    </div>
  );
}
