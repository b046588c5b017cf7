import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { useAlbums } from "../albums/AddToAlbum";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { formatDate } from "../i18n/format";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Field, Select, Toggle } from "../ui/fields";
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
  const { busy, run } = useAct();
  const [libraryId, setLibrary] = useState("");
  const [recipient, setRecipient] = useState("");
  const [access, setAccess] = useState<"read" | "write">("read");
  const [withPeople, setWithPeople] = useState(false);
  return (
    <Loaded query={libraries}>
      {(own) => {
        if (own.length === 0) return <p class="quiet">{t("settings:sharing.noLibraries")}</p>;
        const chosen = libraryId || own[0]!.id;
        const submit = (event: Event) => {
          event.preventDefault();
          void run(() => answer(api.POST("/api/shares", { body: { recipient, libraryId: chosen, access, withPeople } })), {
            done: t("settings:sharing.done"), changes: ["shares"],
          });
        };
        return (
          <form class="stack" onSubmit={submit}>
            <Select
              label={t("settings:sharing.which")}
              value={chosen}
              options={own.map((library) => ({ value: library.id, text: library.name }))}
              onChange={(event) => setLibrary(event.currentTarget.value)}
            />
            <Field label={t("settings:sharing.recipient")} value={recipient} required autocomplete="off" onInput={(event) => setRecipient(event.currentTarget.value)} />
            <Select
              label={t("settings:sharing.access")}
              value={access}
              options={(["read", "write"] as const).map((value) => ({ value, text: t(`settings:sharing.${value}`) }))}
              onChange={(event) => setAccess(event.currentTarget.value as "read" | "write")}
            />
            <Toggle label={t("settings:sharing.withPeople")} checked={withPeople} onChange={setWithPeople} />
            <div class="row">
              <Button type="submit" kind="primary" busy={busy !== null}>
                {t("settings:sharing.share")}
              </Button>
            </div>
          </form>
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
                    {t(`settings:sharing.${share.access}`)} · {t(share.withPeople ? "settings:sharing.peopleYes" : "settings:sharing.peopleNo")} ·{" "}
                    {share.expiresAt ? t("settings:sharing.until", { date: formatDate(share.expiresAt) }) : t("settings:sharing.forever")}
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
                      key: share.id, done: t("settings:sharing.ended"), changes: ["shares"],
                    })
                  }
                >
                  {t("settings:sharing.end")}
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
