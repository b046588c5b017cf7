import { useQuery } from "@tanstack/preact-query";
import { Pause, Play } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo } from "../i18n/format";
import { said } from "../i18n/said";
import { Button } from "../ui/Button";
import { Select } from "../ui/fields";
import { Loaded } from "../ui/states";
import { useAct } from "../ui/acting";
import { Card } from "../ui/Card";
import { kindName } from "./parts";
import { useUsers } from "./users";

type Target = { kind?: string; everybody?: boolean; userId?: string };

/** What can be paused by itself. */
const kinds = ["analyse", "basics", "faces", "objects", "landmarks", "music", "scan", "group", "recluster", "contacts", "thumbnails", "export", "export-without-faces", "clean-up"];

export const usePauses = () => useQuery({ queryKey: ["pauses"], queryFn: () => answer(api.GET("/api/jobs/pauses")) });

export const pauseWork = (target: Target) => answer(api.PUT("/api/jobs/pauses", { body: target }));

export const resumeWork = (target: Target) => answer(api.DELETE("/api/jobs/pauses", { params: { query: target } }));

/** Pauses of everybody's work and of each user's; what is under way is finished. */
export function Pauses() {
  const pauses = usePauses();
  const users = useUsers();
  const [kind, setKind] = useState("");
  const [user, setUser] = useState("");
  const { busy, run } = useAct();
  const changes = ["pauses", "overview"];
  const target: Target = { ...(kind && { kind }), ...(user ? { userId: user } : { everybody: true }) };
  return (
    <Card title={t("admin:pauses.title")} hint={t("admin:pauses.hint")}>
      <div class="form-row">
        <Select
          label={t("admin:pauses.what")}
          value={kind}
          options={["", ...kinds].map((value) => ({ value, text: kindName(value || null) }))}
          onChange={(event) => setKind(event.currentTarget.value)}
        />
        <Select
          label={t("admin:pauses.whose")}
          value={user}
          options={[{ value: "", text: t("admin:pauses.everybody") }, ...(users.data ?? []).map(({ id, name }) => ({ value: id, text: name }))]}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
        <Button icon={Pause} busy={busy === "pause"} onClick={() => void run(() => pauseWork(target), { key: "pause", done: t("admin:pauses.done"), changes })}>
          {t("admin:pauses.pause")}
        </Button>
      </div>
      <Loaded query={pauses}>
        {(list) =>
          list.length === 0 ? (
            <p class="quiet">{t("admin:pauses.none")}</p>
          ) : (
            <ul class="lines" aria-live="polite">
              {list.map((pause) => (
                <li key={`${pause.kind}-${pause.userId}`} class="row">
                  <div class="grow">
                    <p>
                      {kindName(pause.kind)} · {pause.isEverybody ? t("admin:pauses.everybody") : pause.user}
                    </p>
                    <p class="small quiet">{t("admin:pauses.by", { name: said(pause.pausedBy), ago: formatAgo(pause.pausedAt) })}</p>
                  </div>
                  <Button
                    icon={Play}
                    busy={busy === keyOf(pause)}
                    onClick={() => void run(() => resumeWork(targetOf(pause)), { key: keyOf(pause), done: t("admin:pauses.ended"), changes })}
                  >
                    {t("admin:pauses.resume")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

const keyOf = (pause: Schemas["PauseResponse"]) => `${pause.kind} ${pause.userId}`;

const targetOf = (pause: Schemas["PauseResponse"]): Target => ({
  ...(pause.kind !== null && { kind: pause.kind }),
  ...(pause.userId === null ? { everybody: true } : { userId: pause.userId }),
});
