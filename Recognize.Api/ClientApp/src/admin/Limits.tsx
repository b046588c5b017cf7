import { useQuery } from "@tanstack/preact-query";
import { Plus, Trash2 } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/Button";
import { Field, Select } from "../ui/fields";
import { Loaded } from "../ui/states";
import { messageOf, toast } from "../ui/toasts";
import { Card } from "../ui/Card";
import { useRenewal } from "./parts";

type Contract = Schemas["LimitsContract"];

const numbers = ["cores", "threads", "inferenceThreads", "memoryMiB", "load", "freeDiskMiB"] as const;
type NumberName = (typeof numbers)[number];

/** Steps of the inputs; whole numbers but for cores and load. */
const steps: Record<NumberName, string> = { cores: "0.5", threads: "1", inferenceThreads: "1", memoryMiB: "1", load: "0.1", freeDiskMiB: "1" };

/** What workers may use of their machines, and when. */
export function Limits() {
  const limits = useQuery({ queryKey: ["limits"], queryFn: () => answer(api.GET("/api/jobs/limits")), refetchOnWindowFocus: false });
  const [form, renew] = useRenewal();
  return (
    <Card title={t("admin:limits.title")} hint={t("admin:limits.hint")}>
      <Loaded query={limits}>{(given) => <LimitsForm key={form} given={given} onSaved={renew} />}</Loaded>
    </Card>
  );
}

function LimitsForm({ given, onSaved }: { given: Contract; onSaved: () => void }) {
  const [values, setValues] = useState<Record<NumberName, string>>(
    () => Object.fromEntries(numbers.map((name) => [name, given[name]?.toString() ?? ""])) as Record<NumberName, string>,
  );
  const [niceness, setNiceness] = useState(given.niceness ?? "");
  const [quiet, setQuiet] = useState<string[]>(given.quietHours ?? []);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const body: Contract = {
      ...Object.fromEntries(numbers.map((name) => [name, values[name] === "" ? null : Number(values[name])])),
      niceness: (niceness || null) as Contract["niceness"] & string | null,
      quietHours: quiet.map((hours) => hours.trim()).filter(Boolean),
    } as Contract;
    try {
      queries.setQueryData(["limits"], await answer(api.PUT("/api/jobs/limits", { body })));
      toast(t("admin:limits.saved"));
      onSaved();
    } catch (problem) {
      setError(messageOf(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="stack" onSubmit={save}>
      <div class="form-grid">
        {numbers.map((name) => (
          <Field
            key={name}
            type="number"
            min="0"
            step={steps[name]}
            label={t(`admin:limits.${name}.label`)}
            hint={t(`admin:limits.${name}.hint`)}
            placeholder={t("admin:limits.unlimited")}
            value={values[name]}
            onInput={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        <div class="stack">
          <Select
            label={t("admin:limits.niceness.label")}
            value={niceness}
            options={["", "none", "bestEffort", "idle"].map((value) => ({ value, text: t(`admin:limits.niceness.${value || "unset"}`) }))}
            onChange={(event) => setNiceness(event.currentTarget.value as typeof niceness)}
          />
          <p class="hint">{t("admin:limits.niceness.hint")}</p>
        </div>
      </div>
      <QuietHours list={quiet} onChange={setQuiet} />
      {error && (
        <p class="notice danger" role="alert">
          {error}
        </p>
      )}
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("action.save")}
        </Button>
      </div>
    </form>
  );
}

function QuietHours({ list, onChange }: { list: string[]; onChange: (list: string[]) => void }) {
  return (
    <fieldset class="choices">
      <legend>
        <h3>{t("admin:limits.quiet.title")}</h3>
      </legend>
      <p class="hint">{t("admin:limits.quiet.hint")}</p>
      {list.map((hours, index) => (
        <div key={index} class="row">
          <input
            class="input grow"
            value={hours}
            placeholder="Mon-Fri 08:00-17:00"
            aria-label={t("admin:limits.quiet.window", { number: index + 1 })}
            onInput={(event) => onChange(list.with(index, event.currentTarget.value))}
          />
          <IconButton icon={Trash2} label={t("admin:limits.quiet.remove", { number: index + 1 })} onClick={() => onChange(list.filter((_, at) => at !== index))} />
        </div>
      ))}
      <div class="row">
        <Button icon={Plus} onClick={() => onChange([...list, "22:00-06:00"])}>
          {t("admin:limits.quiet.add")}
        </Button>
      </div>
    </fieldset>
  );
}
