import { Link } from "wouter-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Pages } from "./Pages";

/** What is shared in both directions. Shares are given at the album or library itself. */
export function SharingPage() {
  const [ending, setEnding] = useState<string | null>(null);
  return (
    <>
      <section class="card" aria-labelledby="given">
        <h2 id="given">{t("settings:sharing.given")}</h2>
        <Pages
          queryKey={["shares"]}
          fetchPage={(cursor) => answer(api.GET("/api/shares", { params: { query: { cursor: cursor ?? undefined } } }))}
          empty={t("settings:sharing.noneGiven")}
        >
          {(share) => (
            <li key={share.id}>
              <div class="grow">
                <p>
                  {share.recipient}
                  {": "}
                  {share.albumId ? <Link href={`/albums/${share.albumId}`}>{t("settings:sharing.album")}</Link> : (share.label ?? t("settings:sharing.library"))}
                </p>
                <p class="quiet small">{particulars(share)}</p>
              </div>
              <Button kind="danger" onClick={() => setEnding(share.id)}>
                {t("settings:sharing.end")}
              </Button>
            </li>
          )}
        </Pages>
      </section>
      <section class="card" aria-labelledby="received">
        <h2 id="received">{t("settings:sharing.received")}</h2>
        <Pages
          queryKey={["shared"]}
          fetchPage={(cursor) => answer(api.GET("/api/shared", { params: { query: { cursor: cursor ?? undefined } } }))}
          empty={t("settings:sharing.noneReceived")}
        >
          {(share) => (
            <li key={share.id}>
              <div class="grow">
                <p>
                  {share.owner}: {share.name ?? t(share.albumId ? "settings:sharing.album" : "settings:sharing.library")}
                </p>
                <p class="quiet small">{particulars(share)}</p>
              </div>
              <Button onClick={() => setEnding(share.id)}>{t("settings:sharing.leave")}</Button>
            </li>
          )}
        </Pages>
      </section>
      {ending && (
        <Confirm
          title={t("settings:sharing.endTitle")}
          action={t("settings:sharing.end")}
          danger
          onClose={() => setEnding(null)}
          onConfirm={async () => {
            await answer(api.DELETE("/api/shares/{id}", { params: { path: { id: ending } } }));
            await Promise.all([queries.invalidateQueries({ queryKey: ["shares"] }), queries.invalidateQueries({ queryKey: ["shared"] })]);
          }}
        >
          <p>{t("settings:sharing.endText")}</p>
        </Confirm>
      )}
    </>
  );
}

function particulars(share: Pick<Schemas["ShareResponse"], "access" | "withPeople" | "expiresAt">): string {
  return [
    t(share.access === "write" ? "settings:sharing.write" : "settings:sharing.read"),
    ...(share.withPeople ? [t("settings:sharing.withPeople")] : []),
    ...(share.expiresAt ? [t("settings:sharing.until", { date: formatDate(share.expiresAt) })] : []),
  ].join(" · ");
}
