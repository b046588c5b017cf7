import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { address, answer, api, type Schemas } from "../api/client";
import { enter } from "../app/session";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Field } from "../ui/fields";
import { messageOf } from "../ui/toasts";
import { GateCard } from "./Gate";

/** By name and password, by the house's own provider, or by a one-time link, whose secret stands behind `#link=`. */
export default function SignIn() {
  const [secret] = useState(() => (location.hash.startsWith("#link=") ? decodeURIComponent(location.hash.slice("#link=".length)) : null));
  return secret ? <ByLink secret={secret} /> : <ByPassword />;
}

function ByPassword() {
  const ways = useQuery({ queryKey: ["session", "ways"], queryFn: () => answer(api.GET("/api/session/ways")) });
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const form = useForm(() => answer(api.POST("/api/session", { body: { name, password } })));
  return (
    <GateCard title={t("welcome:signIn.title")}>
      <form class="stack" onSubmit={form.submit}>
        <Field label={t("welcome:signIn.name")} value={name} required autocomplete="username" autofocus onInput={(event) => setName(event.currentTarget.value)} />
        <Field
          label={t("welcome:signIn.password")}
          type="password"
          value={password}
          required
          autocomplete="current-password"
          error={form.error}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" kind="primary" busy={form.busy}>
          {t("welcome:signIn.action")}
        </Button>
      </form>
      {ways.data?.provider && (
        <a class="button" href={address("api/session/provider")}>
          {t("welcome:signIn.provider")}
        </a>
      )}
    </GateCard>
  );
}

function ByLink({ secret }: { secret: string }) {
  const [, navigate] = useLocation();
  const [password, setPassword] = useState("");
  const form = useForm(async () => {
    const session = await answer(api.POST("/api/session/link", { body: { secret, newPassword: password } }));
    navigate("/welcome?first=1", { replace: true });
    return session;
  });
  return (
    <GateCard title={t("welcome:link.title")}>
      <form class="stack" onSubmit={form.submit}>
        <Field
          label={t("welcome:password.new")}
          type="password"
          value={password}
          required
          autofocus
          autocomplete="new-password"
          hint={t("welcome:password.hint")}
          error={form.error}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" kind="primary" busy={form.busy}>
          {t("welcome:link.action")}
        </Button>
      </form>
    </GateCard>
  );
}

function useForm(send: () => Promise<Schemas["SessionResponse"]>) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      enter(await send());
    } catch (problem) {
      setError(messageOf(problem));
      setBusy(false);
    }
  };
  return { busy, error, submit };
}
