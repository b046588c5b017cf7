import { useQuery } from "@tanstack/preact-query";
import { RefreshCw, Trash2, Upload } from "lucide-preact";
import { useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { formatAgo } from "../i18n/format";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Select, Toggle } from "../ui/fields";
import { Loaded } from "../ui/states";
import { reportError, toast } from "../ui/toasts";
import { ContactRow } from "./ContactRow";
import { Pages } from "./Pages";

type Source = Schemas["ContactSourceResponse"];

export const refreshContacts = () => queries.invalidateQueries({ queryKey: ["contacts"] });

/** Address books: whom to look for in photos, who agreed, and which face of a portrait is meant. */
export function ContactsPage() {
  return (
    <>
      <Sources />
      <Contacts />
    </>
  );
}

function Sources() {
  const query = useQuery({
    queryKey: ["contacts", "sources"],
    queryFn: () => answer(api.GET("/api/contacts/sources")),
    // A worker reads an imported file: its result comes without anybody asking for it.
    refetchInterval: (current) => (current.state.data?.some((source) => source.isSyncRequested || source.lastSyncAt === null) ? 3_000 : false),
  });
  const text = useQuery({ queryKey: ["contacts", "consent"], queryFn: () => answer(api.GET("/api/contacts/consent")) });
  return (
    <section class="card" aria-labelledby="sources">
      <div class="row">
        <h2 id="sources" class="grow">
          {t("settings:contacts.sources")}
        </h2>
        <ImportButton />
      </div>
      <p class="quiet">{t("settings:contacts.text")}</p>
      {text.data && (
        <details>
          <summary>{t("settings:contacts.consentText", { version: text.data.version })}</summary>
          <p class="small" lang="en">
            {text.data.text}
          </p>
        </details>
      )}
      <Loaded query={query}>
        {(sources) =>
          sources.length === 0 ? (
            <p class="quiet">{t("settings:contacts.noSources")}</p>
          ) : (
            <ul class="rows">
              {sources.map((source) => (
                <SourceRow key={source.id} source={source} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const upload = async (file: File | undefined) => {
    if (!file) return;
    setBusy(true);
    try {
      // The body is the file as it is; the description calls it a stream.
      await answer(
        api.POST("/api/contacts/import", {
          params: { query: { name: file.name } },
          body: file as never,
          bodySerializer: (body) => body,
          headers: { "Content-Type": "text/vcard" },
        }),
      );
      toast(t("settings:contacts.imported"));
      await refreshContacts();
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
      if (input.current) input.current.value = "";
    }
  };
  return (
    <>
      <input ref={input} type="file" accept=".vcf,text/vcard" hidden onChange={(event) => upload(event.currentTarget.files?.[0])} />
      <Button icon={Upload} busy={busy} onClick={() => input.current?.click()}>
        {t("settings:contacts.import")}
      </Button>
    </>
  );
}

function SourceRow({ source }: { source: Source }) {
  const [isForgetting, setForgetting] = useState(false);
  const params = { path: { id: source.id } };
  const run = async (call: () => Promise<unknown>) => {
    try {
      await call();
      await refreshContacts();
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <li>
      <div class="grow">
        <p>{source.name}</p>
        <p class="quiet small">
          {t("settings:contacts.count", { count: source.contacts })}
          {source.unanswered > 0 && ` · ${t("settings:contacts.unanswered", { count: source.unanswered })}`}
          {" · "}
          {source.isSyncRequested || source.lastSyncAt === null ? t("settings:contacts.reading") : t("settings:contacts.read", { when: formatAgo(source.lastSyncAt) })}
        </p>
        {source.problem && <p class="hint error">{source.problem}</p>}
        <Toggle
          label={t("settings:contacts.everybody")}
          checked={source.everybodyAgreedAt !== null}
          onChange={(hasAgreed) => run(() => answer(api.PUT("/api/contacts/sources/{id}/consent", { params, body: { hasAgreed } })))}
        />
      </div>
      {source.kind !== "file" && (
        <Button icon={RefreshCw} onClick={() => run(() => answer(api.POST("/api/contacts/sources/{id}/sync", { params })))}>
          {t("settings:contacts.sync")}
        </Button>
      )}
      <Button kind="danger" icon={Trash2} onClick={() => setForgetting(true)}>
        {t("settings:contacts.forget")}
      </Button>
      {isForgetting && (
        <Confirm
          title={t("settings:contacts.forgetTitle", { name: source.name })}
          action={t("settings:contacts.forget")}
          danger
          onClose={() => setForgetting(false)}
          onConfirm={async () => {
            await answer(api.DELETE("/api/contacts/sources/{id}", { params }));
            await refreshContacts();
          }}
        >
          <p>{t("settings:contacts.forgetText")}</p>
        </Confirm>
      )}
    </li>
  );
}

const states: Schemas["NameOfOfContactState"][] = ["waiting", "ready", "needsAnswer", "noPortrait", "unreadable", "needsConsent", "refused"];

function Contacts() {
  const [state, setState] = useState<Schemas["NameOfOfContactState"] | "">("");
  return (
    <section class="card" aria-labelledby="contacts">
      <div class="row">
        <h2 id="contacts" class="grow">
          {t("settings:contacts.title")}
        </h2>
        <Link href="/review" class="button">
          {t("settings:contacts.review")}
        </Link>
      </div>
      <Select
        label={t("settings:contacts.filter")}
        value={state}
        options={[{ value: "", text: t("settings:contacts.all") }, ...states.map((one) => ({ value: one, text: t(`settings:contacts.state.${one}`) }))]}
        onChange={(event) => setState(states.find((one) => one === event.currentTarget.value) ?? "")}
      />
      <Pages
        key={state}
        queryKey={["contacts", "list", state]}
        fetchPage={(cursor) => answer(api.GET("/api/contacts", { params: { query: { state: state || undefined, cursor: cursor ?? undefined, limit: 50 } } }))}
        empty={t("settings:contacts.none")}
      >
        {(contact) => <ContactRow key={contact.id} contact={contact} />}
      </Pages>
    </section>
  );
}
