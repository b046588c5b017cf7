import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo } from "../i18n/format";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Field, Toggle } from "../ui/fields";
import { Loaded } from "../ui/states";
import { perform, useAct } from "../ui/acting";
import { Card } from "../ui/Card";

type Approval = Schemas["FaceApprovalResponse"];
type Decision = Schemas["FaceApprovalDecision"];
type QueryOfApproval = { data: Approval | undefined; error: Error | null; refetch: () => unknown };

/** Whether admins have to approve face recognition, and what becomes of those who agreed before. */
export function FaceApproval({ approval }: { approval: QueryOfApproval }) {
  const [asks, setAsks] = useState(false);
  const [existing, setExisting] = useState<Schemas["ExistingConsents"]>("ask");
  const { busy, run } = useAct();
  const outcome = { done: t("admin:approval.changed"), changes: ["approval", "overview"] };
  const set = (required: boolean) => answer(api.PUT("/api/consent/approval", { body: { required, existing } }));
  return (
    <Card title={t("admin:approval.title")} hint={t("admin:approval.hint")}>
      <Loaded query={approval}>
        {({ required }) => (
          <Toggle label={t("admin:approval.required")} checked={required} disabled={busy !== null} onChange={(wanted) => (wanted ? setAsks(true) : void run(() => set(false), outcome))} />
        )}
      </Loaded>
      {asks && (
        <Confirm title={t("admin:approval.askTitle")} action={t("admin:approval.action")} onConfirm={() => perform(() => set(true), outcome)} onClose={() => setAsks(false)}>
          <fieldset class="choices">
            <legend>{t("admin:approval.existing")}</legend>
            {(["ask", "keep"] as const).map((value) => (
              <label key={value}>
                <input type="radio" name="existing" checked={existing === value} onChange={() => setExisting(value)} />
                <span>{t(`admin:approval.${value}`)}</span>
              </label>
            ))}
          </fieldset>
        </Confirm>
      )}
    </Card>
  );
}

const possible: Partial<Record<Schemas["FaceConsentState"], Decision[]>> = {
  waitsForApproval: ["approve", "refuse"],
  given: ["withdraw"],
  refused: ["approve"],
  approvalWithdrawn: ["approve"],
};

/** Where a user stands with face recognition, and what an admin may decide on it. */
export function FaceState({ user, approval }: { user: Schemas["UserResponse"]; approval: Approval | undefined }) {
  const [decides, setDecides] = useState<Decision | null>(null);
  const [reason, setReason] = useState("");
  if (!approval) return <p class="small quiet">{t("state.loading")}</p>;
  const entry = approval.users.find(({ userId }) => userId === user.id);
  const decide = (decision: Decision) =>
    perform(() => answer(api.POST("/api/users/{id}/faces", { params: { path: { id: user.id } }, body: { decision, reason: reason.trim() || null } })), {
      done: t("admin:approval.decided"), changes: ["approval", "overview"],
    });
  return (
    <div class="row">
      <p class="grow">
        {t(`admin:approval.state.${entry?.state ?? "none"}`)}
        {entry && <span class="small quiet"> · {formatAgo(entry.since)}</span>}
        {entry?.reason && <span class="small quiet"> · {entry.reason}</span>}
      </p>
      {approval.required &&
        entry &&
        (possible[entry.state] ?? []).map((decision) => (
          <Button key={decision} kind={decision === "approve" ? "primary" : "danger"} onClick={() => setDecides(decision)}>
            {t(`admin:approval.${decision}`)}
          </Button>
        ))}
      {decides && (
        <Confirm
          title={t(`admin:approval.confirm.${decides}`, { name: user.name })}
          action={t(`admin:approval.${decides}`)}
          danger={decides !== "approve"}
          onConfirm={() => decide(decides)}
          onClose={() => setDecides(null)}
        >
          <Field label={t("admin:approval.reason")} hint={t("admin:approval.reasonHint")} maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
        </Confirm>
      )}
    </div>
  );
}
