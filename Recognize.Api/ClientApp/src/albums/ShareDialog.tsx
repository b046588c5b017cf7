import { useQuery } from "@tanstack/preact-query";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Toggle } from "../ui/fields";
import { Loaded } from "../ui/states";
import { ShareForm } from "./ShareForm";

type Share = Schemas["ShareResponse"];

/** With whom an album is shared, how far and until when; changes count at once. */
export function ShareDialog({ album, tellsOfPeople, onClose }: { album: { id: string; name: string }; tellsOfPeople: boolean; onClose: () => void }) {
  const shares = useQuery({
    queryKey: ["shares", "album", album.id],
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
      <ShareForm what={{ albumId: album.id }} withPeople={tellsOfPeople} />
    </Dialog>
  );
}

function GivenShare({ share }: { share: Share }) {
  const { busy, run } = useAct();
  const params = { path: { id: share.id } };
  const { access, withPeople, label, expiresAt } = share;
  const change = (terms: Partial<Pick<Share, "access" | "withPeople">>) =>
    run(() => answer(api.PUT("/api/shares/{id}", { params, body: { access, withPeople, label, expiresAt, ...terms } })), { changes: ["shares"] });
  const end = () => run(() => answer(api.DELETE("/api/shares/{id}", { params })), { key: "end", done: t("albums:share.ended"), changes: ["shares"] });
  return (
    <li>
      <strong class="grow">{share.recipient}</strong>
      <select class="input" aria-label={t("albums:share.access")} value={access} onChange={(event) => change({ access: event.currentTarget.value as Share["access"] })}>
        <option value="read">{t("albums:share.read")}</option>
        <option value="write">{t("albums:share.write")}</option>
      </select>
      <Toggle label={t("albums:share.people")} checked={withPeople} onChange={(withPeople) => change({ withPeople })} />
      <span class="quiet small">{expiresAt ? t("albums:share.until", { date: formatDate(expiresAt) }) : t("albums:share.forever")}</span>
      <Button kind="danger" busy={busy === "end"} onClick={end}>
        {t("albums:share.end")}
      </Button>
    </li>
  );
}
