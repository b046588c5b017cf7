import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { useSession } from "../app/session";
import { chooseTheme, chosenTheme, type Theme } from "../app/theme";
import { chooseLanguage, currentLanguage, languages, t } from "../i18n";
import { formatAgo } from "../i18n/format";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Card } from "../ui/Card";
import { Field, Select } from "../ui/fields";
import { Loaded } from "../ui/states";
import { messageOf, reportError, toast } from "../ui/toasts";

export function AccountPage() {
  const { session } = useSession();
  return (
    <div class="settings">
      <Card title={t("settings:look.title")}>
        <Look />
      </Card>
      <Card title={t("settings:password.title")} hint={t("settings:password.hint", { name: session?.name ?? "" })}>
        <Password />
      </Card>
      <Card title={t("settings:sessions.title")} hint={t("settings:sessions.hint")}>
        <Sessions />
      </Card>
    </div>
  );
}

function Look() {
  const [theme, setTheme] = useState<Theme>(chosenTheme());
  const names = new Intl.DisplayNames([currentLanguage()], { type: "language" });
  return (
    <div class="cards">
      <Select
        label={t("settings:look.language")}
        value={currentLanguage()}
        options={languages.map((code) => ({ value: code, text: names.of(code) ?? code }))}
        onChange={(event) => chooseLanguage(event.currentTarget.value).catch(reportError)}
      />
      <Select
        label={t("settings:look.theme")}
        value={theme}
        options={(["system", "light", "dark"] as const).map((value) => ({ value, text: t(`settings:look.${value}`) }))}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Theme;
          chooseTheme(chosen);
          setTheme(chosen);
        }}
      />
    </div>
  );
}

function Password() {
  const [oldPassword, setOld] = useState("");
  const [newPassword, setNew] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await answer(api.POST("/api/session/password", { body: { oldPassword, newPassword } }));
      setOld("");
      setNew("");
      toast(t("settings:password.done"));
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={submit}>
      <Field label={t("settings:password.old")} type="password" value={oldPassword} required autocomplete="current-password" onInput={(event) => setOld(event.currentTarget.value)} />
      <Field
        label={t("settings:password.new")}
        type="password"
        value={newPassword}
        required
        autocomplete="new-password"
        error={error}
        onInput={(event) => setNew(event.currentTarget.value)}
      />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("settings:password.action")}
        </Button>
      </div>
    </form>
  );
}

function Sessions() {
  const query = useQuery({ queryKey: ["sessions"], queryFn: () => answer(api.GET("/api/sessions")) });
  const { busy, run } = useAct();
  const end = (id: string) =>
    run(() => answer(api.DELETE("/api/sessions/{id}", { params: { path: { id } } })), { key: id, done: t("settings:sessions.ended"), changes: ["sessions"] });
  return (
    <Loaded query={query}>
      {(sessions) => (
        <ul class="entries">
          {sessions.map((entry) => (
            <li key={entry.id}>
              <div class="grow">
                <div>{browserName(entry.browser)}</div>
                <div class="quiet small">{t("settings:sessions.seen", { when: formatAgo(entry.seenAt), address: entry.address ?? "–" })}</div>
              </div>
              {entry.isThis ? (
                <span class="badge">{t("settings:sessions.this")}</span>
              ) : (
                <Button busy={busy === entry.id} onClick={() => void end(entry.id)}>
                  {t("settings:sessions.end")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}

/** The browser and the system in what a browser calls itself, which is longer than anybody reads. */
function browserName(text: string | null): string {
  if (!text) return t("settings:sessions.unknown");
  const browser = ["Edg", "OPR", "Firefox", "Chrome", "Safari"].find((name) => text.includes(`${name}/`));
  const system = ["Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux"].find((name) => text.includes(name));
  const names: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
  return [browser && (names[browser] ?? browser), system].filter(Boolean).join(", ") || text.slice(0, 60);
}
