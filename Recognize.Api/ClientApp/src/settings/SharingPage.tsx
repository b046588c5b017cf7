import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { useAlbums } from "../albums/AddToAlbum";
import { ShareForm } from "../albums/ShareForm";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Select } from "../ui/fields";
import { MoreButton, usePages } from "../ui/lists";
import { Loaded } from "../ui/states";

/** What this user shares, and what others share with them. */
export function SharingPage() {
  return (
    <div class="settings">
      <Card title={t("settings:sharing.library")} hint={t("settings:sharing.libraryHint")}>
        <ShareLibrary />
      </Card>
      <Card title={t("settings:sharing.given")}>
        <Given />
      </Card>
      <Card title={t("settings:sharing.received")}>
        <Received />
      </Card>
    </div>
  );
}

const useLibraries = () => usePages(["libraries", "own"], (cursor) => answer(api.GET("/api/libraries", { params: { query: { cursor } } })));

function ShareLibrary() {
  const libraries = useLibraries();
  const [libraryId, setLibrary] = useState("");
  return (
    <Loaded query={libraries}>
      {(own) => {
        if (own.length === 0) return <p class="quiet">{t("settings:sharing.noLibraries")}</p>;
        const chosen = libraryId || own[0]!.id;
        return (
          <ShareForm what={{ libraryId: chosen }} withPeople={false}>
            <Select
              label={t("settings:sharing.which")}
              value={chosen}
              options={own.map((library) => ({ value: library.id, text: library.name }))}
              onChange={(event) => setLibrary(event.currentTarget.value)}
            />
          </ShareForm>
        );
      }}
    </Loaded>
  );
}

function Given() {
  const list = usePages(["shares", "given"], (cursor) => answer(api.GET("/api/shares", { params: { query: { cursor } } })));
  const names = new Map([...(useAlbums().data ?? []), ...(useLibraries().data ?? [])].map(({ id, name }) => [id, name]));
  const { busy, run } = useAct();
  return (
    <Loaded query={list}>
      {(shares) => (
        <>
          {shares.length === 0 && <p class="quiet">{t("settings:sharing.noneGiven")}</p>}
          <ul class="entries">
            {shares.map((share) => (
              <li key={share.id}>
                <div class="grow">
                  <div>
                    {share.recipient} · {names.get(share.albumId ?? share.libraryId ?? "") ?? t(share.albumId ? "settings:sharing.album" : "settings:sharing.aLibrary")}
                    {share.label && ` “${share.label}”`}
                  </div>
                  <div class="quiet small">
                    {t(`albums:share.${share.access}`)} · {t(share.withPeople ? "settings:sharing.peopleYes" : "settings:sharing.peopleNo")} ·{" "}
                    {share.expiresAt ? t("albums:share.until", { date: formatDate(share.expiresAt) }) : t("albums:share.forever")}
                  </div>
                </div>
                {share.albumId && (
                  <Link class="button" href={`/albums/${share.albumId}`}>
                    {t("settings:sharing.open")}
                  </Link>
                )}
                <Button
                  kind="danger"
                  busy={busy === share.id}
                  onClick={() =>
                    void run(() => answer(api.DELETE("/api/shares/{id}", { params: { path: { id: share.id } } })), {
                      key: share.id, done: t("albums:share.ended"), changes: ["shares"],
                    })
                  }
                >
                  {t("albums:share.end")}
                </Button>
              </li>
            ))}
          </ul>
          <MoreButton list={list} />
        </>
      )}
    </Loaded>
  );
}

function Received() {
  const list = usePages(["shared", "settings"], (cursor) => answer(api.GET("/api/shared", { params: { query: { cursor } } })));
  const { busy, run } = useAct();
  return (
    <Loaded query={list}>
      {(shares) => (
        <>
          {shares.length === 0 && <p class="quiet">{t("settings:sharing.noneReceived")}</p>}
          <ul class="entries">
            {shares.map((share) => (
              <li key={share.id}>
                <div class="grow">
                  <div>{share.name ?? t("settings:sharing.unnamed")}</div>
                  <div class="quiet small">{t("settings:sharing.from", { owner: share.owner })}</div>
                </div>
                <Link class="button" href="/shared">
                  {t("settings:sharing.open")}
                </Link>
                <Button
                  busy={busy === share.id}
                  onClick={() =>
                    void run(() => answer(api.DELETE("/api/shares/{id}", { params: { path: { id: share.id } } })), {
                      key: share.id, done: t("settings:sharing.left"), changes: ["shared"],
                    })
                  }
                >
                  {t("settings:sharing.leave")}
                </Button>
              </li>
            ))}
          </ul>
          <MoreButton list={list} />
        </>
      )}
    </Loaded>
  );
}
