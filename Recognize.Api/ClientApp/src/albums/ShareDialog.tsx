import { useQuery } from "@tanstack/preact-query";
import { UserPlus } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field, Select, Toggle } from "../ui/fields";
import { Loaded } from "../ui/states";
import { reportError } from "../ui/toasts";

type Share = Schemas["ShareResponse"];

const sharesOf = (album: string) => ["shares", "album", album];

/** Wherever shares are listed: here and in the settings. */
const readShares = () => queries.invalidateQueries({ queryKey: ["shares"] });

/** The end of a day in the user's own zone: a share "until Sunday" still counts on Sunday. */
const endOf = (day: string): string | null => (day === "" ? null : new Date(`${day}T23:59:59`).toISOString());

/** With whom an album is shared, how far and until when; changes count at once. */
export function ShareDialog({ album, tellsOfPeople, onClose }: { album: { id: string; name: string }; tellsOfPeople: boolean; onClose: () => void }) {
  const shares = useQuery({
    queryKey: sharesOf(album.id),
    queryFn: () => answer(api.GET("/api/shares", { params: { query: { album: album.id, limit: 500 } } })),
  });
  return (
    <Dialog title={t("albums:share.title", { name: album.name })} onClose={onClose} wide>
      {tellsOfPeople && <p class="notice">{t("albums:share.namesPeople")}</p>}
      <Loaded query={shares}>
        {(page) =>
          page.items.length === 0 ? (
            <p class="quiet">{t("albums:share.none")}</p>
          ) : (
            <ul class="share-list">
              {page.items.map((share) => (
                <GivenShare key={share.id} share={share} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <NewShare album={album.id} withPeople={tellsOfPeople} />
    </Dialog>
  );
}

function GivenShare({ share }: { share: Share }) {
  const change = async (terms: Partial<Pick<Share, "access" | "withPeople">>) => {
    try {
      await answer(
        api.PUT("/api/shares/{id}", {
          params: { path: { id: share.id } },
          body: { access: share.access, withPeople: share.withPeople, label: share.label, expiresAt: share.expiresAt, ...terms },
        }),
      );
    } catch (error) {
      reportError(error);
    }
    await readShares();
  };
  const end = async () => {
    try {
      await answer(api.DELETE("/api/shares/{id}", { params: { path: { id: share.id } } }));
    } catch (error) {
      reportError(error);
    }
    await readShares();
  };
  return (
    <li>
      <strong class="grow">{share.recipient}</strong>
      <select class="input" aria-label={t("albums:share.access")} value={share.access} onChange={(event) => change({ access: event.currentTarget.value as Share["access"] })}>
        <option value="read">{t("albums:share.read")}</option>
        <option value="write">{t("albums:share.write")}</option>
      </select>
      <Toggle label={t("albums:share.people")} checked={share.withPeople} onChange={(withPeople) => change({ withPeople })} />
      <span class="quiet small">{share.expiresAt ? t("albums:share.until", { date: formatDate(share.expiresAt) }) : t("albums:share.forever")}</span>
      <Button kind="danger" onClick={end}>
        {t("albums:share.end")}
      </Button>
    </li>
  );
}

function NewShare({ album, withPeople }: { album: string; withPeople: boolean }) {
  const empty = { recipient: "", access: "read" as Share["access"], withPeople, until: "" };
  const [draft, setDraft] = useState(empty);
  const [busy, setBusy] = useState(false);
  const give = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await answer(
        api.POST("/api/shares", {
          body: { albumId: album, recipient: draft.recipient.trim(), access: draft.access, withPeople: draft.withPeople, expiresAt: endOf(draft.until) },
        }),
      );
      setDraft(empty);
      await readShares();
    } catch (error) {
      reportError(error);
    }
    setBusy(false);
  };
  return (
    <form class="share-form" onSubmit={give}>
      <Field label={t("albums:share.with")} hint={t("albums:share.withHint")} required maxLength={100} value={draft.recipient} onInput={(event) => setDraft({ ...draft, recipient: event.currentTarget.value })} />
      <Select
        label={t("albums:share.access")}
        value={draft.access}
        options={[
          { value: "read", text: t("albums:share.read") },
          { value: "write", text: t("albums:share.write") },
        ]}
        onChange={(event) => setDraft({ ...draft, access: event.currentTarget.value as Share["access"] })}
      />
      <Field label={t("albums:share.untilWhen")} type="date" value={draft.until} onInput={(event) => setDraft({ ...draft, until: event.currentTarget.value })} />
      <Toggle label={t("albums:share.people")} checked={draft.withPeople} onChange={(value) => setDraft({ ...draft, withPeople: value })} />
      <Button type="submit" kind="primary" icon={UserPlus} busy={busy} disabled={draft.recipient.trim() === ""}>
        {t("albums:share.give")}
      </Button>
    </form>
  );
}
