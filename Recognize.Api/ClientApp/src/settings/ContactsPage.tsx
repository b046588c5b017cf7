import { useQuery } from "@tanstack/preact-query";
import { Upload } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo, formatPercent } from "../i18n/format";
import { said, translated } from "../i18n/said";
import { readAgain, useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Confirm } from "../ui/Dialog";
import { Select, Toggle } from "../ui/fields";
import { MoreButton, usePages } from "../ui/lists";
import { Loaded } from "../ui/states";
import { Original } from "../welcome/ConsentText";
import { AddressBooks } from "./AddressBooks";
import { ContactEntry } from "./ContactEntry";
import { askEvery } from "./contacts";

const states: (Schemas["ContactState"] | "")[] = ["", "needsConsent", "needsAnswer", "waiting", "ready", "noPortrait", "unreadable", "refused"];

/** Contacts whose portraits say who people are; each portrait is looked at only after its person agreed. */
export function ContactsPage() {
  return (
    <div class="settings">
      <Card title={t("settings:contacts.import")}>
        <Import />
      </Card>
      <Card title={t("settings:contacts.books.title")} hint={t("settings:contacts.books.hint")}>
        <AddressBooks />
      </Card>
      <Card title={t("settings:contacts.sources")}>
        <Sources />
      </Card>
      <Card title={t("settings:contacts.suggestions")} hint={t("settings:contacts.suggestionsHint")}>
        <Suggestions />
      </Card>
      <Card title={t("settings:contacts.title")}>
        <Contacts />
      </Card>
    </div>
  );
}

function Import() {
  const text = useQuery({ queryKey: ["contacts", "consentText"], queryFn: () => answer(api.GET("/api/contacts/consent")) });
  const { busy, run } = useAct();
  const [agreed, setAgreed] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const send = (file: File) =>
    run(
      () =>
        answer(
          api.POST("/api/contacts/import", {
            params: { query: { name: file.name, agreed } },
            headers: { "Content-Type": "text/vcard" },
            // The file itself is the body.
            body: file as unknown as string,
            bodySerializer: (body) => body as unknown as BodyInit,
          }),
        ),
      { done: t("settings:contacts.importing"), changes: ["contacts"] },
    );
  return (
    <>
      <p>{t("settings:contacts.importHint")}</p>
      <Loaded query={text}>{(consent) => <Asked text={consent.text} />}</Loaded>
      <Toggle label={t("settings:contacts.agreed")} checked={agreed} onChange={setAgreed} />
      <div class="row">
        <input
          ref={input}
          type="file"
          accept=".vcf,text/vcard"
          class="visually-hidden"
          tabIndex={-1}
          aria-label={t("settings:contacts.choose")}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = "";
            if (file) void send(file);
          }}
        />
        <Button icon={Upload} busy={busy !== null} onClick={() => input.current?.click()}>
          {t("settings:contacts.choose")}
        </Button>
      </div>
    </>
  );
}

function Sources() {
  const query = useQuery({ queryKey: ["contacts", "sources"], queryFn: () => answer(api.GET("/api/contacts/sources")), refetchInterval: askEvery });
  const { busy, run } = useAct();
  const [leaving, setLeaving] = useState<Schemas["ContactSourceResponse"] | null>(null);
  const path = (id: string) => ({ params: { path: { id } } });
  return (
    <Loaded query={query}>
      {(sources) => (
        <>
          {sources.length === 0 && <p class="quiet">{t("settings:contacts.noSources")}</p>}
          <ul class="entries">
            {sources.map((source) => (
              <li key={source.id}>
                <div class="grow">
                  <div>{source.name}</div>
                  <div class="quiet small">
                    {t("settings:contacts.sourceLine", { count: source.contacts, unanswered: source.unanswered })}
                    {" · "}
                    {source.lastSyncAt ? t("settings:contacts.synced", { when: formatAgo(source.lastSyncAt) }) : t("settings:contacts.beingRead")}
                  </div>
                  {source.problem && <p class="hint error">{said(source.problem)}</p>}
                  <Toggle
                    label={t("settings:contacts.everybody")}
                    checked={source.everybodyAgreedAt !== null}
                    onChange={(hasAgreed) =>
                      void run(() => answer(api.PUT("/api/contacts/sources/{id}/consent", { ...path(source.id), body: { hasAgreed } })), { changes: ["contacts"] })
                    }
                  />
                </div>
                {source.kind === "cardDav" && (
                  <Button
                    busy={busy === source.id || source.isSyncRequested}
                    onClick={() =>
                      void run(() => answer(api.POST("/api/contacts/sources/{id}/sync", path(source.id))), {
                        key: source.id, done: t("settings:contacts.syncing"), changes: ["contacts"],
                      })
                    }
                  >
                    {t("settings:contacts.sync")}
                  </Button>
                )}
                <Button kind="danger" onClick={() => setLeaving(source)}>
                  {t("action.remove")}
                </Button>
              </li>
            ))}
          </ul>
          {leaving && (
            <Confirm
              title={t("settings:contacts.removeSource", { name: leaving.name })}
              action={t("action.remove")}
              danger
              onClose={() => setLeaving(null)}
              onConfirm={async () => {
                await answer(api.DELETE("/api/contacts/sources/{id}", path(leaving.id)));
                await readAgain("contacts", "people");
              }}
            >
              <p>{t("settings:contacts.removeSourceHint")}</p>
            </Confirm>
          )}
        </>
      )}
    </Loaded>
  );
}

function Suggestions() {
  const list = usePages(["contacts", "suggestions"], (cursor) => answer(api.GET("/api/contacts/suggestions", { params: { query: { cursor } } })), askEvery);
  const { busy, run } = useAct();
  const say = (id: string, accepts: boolean) => {
    const params = { params: { path: { id } } };
    return run(
      () => answer(accepts ? api.POST("/api/contacts/suggestions/{id}/accept", params) : api.POST("/api/contacts/suggestions/{id}/refuse", params)),
      { key: id, changes: ["contacts", "people", "suggestions"] },
    );
  };
  return (
    <Loaded query={list}>
      {(suggestions) => (
        <>
          {suggestions.length === 0 && <p class="quiet">{t("settings:contacts.noSuggestions")}</p>}
          <ul class="entries">
            {suggestions.map((one) => (
              <li key={one.id}>
                <div class="grow">
                  <div>{t("settings:contacts.isIt", { name: one.contactName })}</div>
                  <div class="quiet small">{t("settings:contacts.similar", { share: formatPercent(one.similarity) })}</div>
                </div>
                {one.personId && (
                  <Link class="button" href={`/people/${one.personId}`}>
                    {t("settings:contacts.look")}
                  </Link>
                )}
                <Button kind="primary" busy={busy === one.id} onClick={() => void say(one.id, true)}>
                  {t("settings:contacts.yes")}
                </Button>
                <Button busy={busy === one.id} onClick={() => void say(one.id, false)}>
                  {t("settings:contacts.no")}
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

function Contacts() {
  const [state, setState] = useState<Schemas["ContactState"] | "">("");
  const list = usePages(
    ["contacts", "list", state],
    (cursor) => answer(api.GET("/api/contacts", { params: { query: { cursor, ...(state !== "" && { state }) } } })),
    askEvery,
  );
  return (
    <>
      <Select
        label={t("settings:contacts.show")}
        value={state}
        options={states.map((value) => ({ value, text: t(`settings:contacts.state.${value || "all"}`) }))}
        onChange={(event) => setState(event.currentTarget.value as Schemas["ContactState"] | "")}
      />
      <Loaded query={list}>
        {(contacts) => (
          <>
            {contacts.length === 0 && <p class="quiet">{t("settings:contacts.none")}</p>}
            <ul class="entries">
              {contacts.map((contact) => (
                <ContactEntry key={contact.id} contact={contact} />
              ))}
            </ul>
            <MoreButton list={list} />
          </>
        )}
      </Loaded>
    </>
  );
}

/** What is stated by answering for contacts, as the server keeps it, or in the user's language with the original beside it. */
function Asked({ text }: { text: string }) {
  const own = translated(text);
  return (
    <>
      <blockquote class="asked" lang={own === undefined ? "en" : undefined}>
        {own ?? text}
      </blockquote>
      {own !== undefined && <Original text={text} />}
    </>
  );
}
