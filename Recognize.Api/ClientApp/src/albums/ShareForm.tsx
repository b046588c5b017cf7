import { UserPlus } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Field, Select, Toggle } from "../ui/fields";
import "./albums.css";

type Access = Schemas["ShareResponse"]["access"];

type ShareFormProps = {
  what: { albumId: string } | { libraryId: string };
  /** Whether people's names are proposed to be shared, too. */
  withPeople: boolean;
  /** A field that comes first: what is shared, where there is a choice. */
  children?: ComponentChildren;
};

/** The end of a day in the user's own zone: a share "until Sunday" still counts on Sunday. */
const endOf = (day: string): string | null => (day === "" ? null : new Date(`${day}T23:59:59`).toISOString());

/** With whom an album or a library is shared, how far and until when. */
export function ShareForm({ what, withPeople, children }: ShareFormProps) {
  const empty = { recipient: "", access: "read" as Access, withPeople, until: "" };
  const [draft, setDraft] = useState(empty);
  const { busy, run } = useAct();
  const give = (event: Event) => {
    event.preventDefault();
    const { until, ...terms } = draft;
    void run(
      async () => {
        await answer(api.POST("/api/shares", { body: { ...what, ...terms, recipient: terms.recipient.trim(), expiresAt: endOf(until) } }));
        setDraft(empty);
      },
      { done: t("albums:share.done"), changes: ["shares"] },
    );
  };
  return (
    <form class="share-form" onSubmit={give}>
      {children}
      <Field
        label={t("albums:share.with")}
        hint={t("albums:share.withHint")}
        value={draft.recipient}
        required
        maxLength={100}
        autocomplete="off"
        onInput={(event) => setDraft({ ...draft, recipient: event.currentTarget.value })}
      />
      <Select
        label={t("albums:share.access")}
        value={draft.access}
        options={(["read", "write"] as const).map((value) => ({ value, text: t(`albums:share.${value}`) }))}
        onChange={(event) => setDraft({ ...draft, access: event.currentTarget.value as Access })}
      />
      <Field label={t("albums:share.untilWhen")} hint={t("albums:share.untilHint")} type="date" value={draft.until} onInput={(event) => setDraft({ ...draft, until: event.currentTarget.value })} />
      <Toggle label={t("albums:share.people")} checked={draft.withPeople} onChange={(value) => setDraft({ ...draft, withPeople: value })} />
      <Button type="submit" kind="primary" icon={UserPlus} busy={busy !== null} disabled={draft.recipient.trim() === ""}>
        {t("albums:share.give")}
      </Button>
    </form>
  );
}
