import { useQuery } from "@tanstack/preact-query";
import { Download } from "lucide-preact";
import { useState } from "preact/hooks";
import { address, answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatBytes, formatNumber } from "../i18n/format";
import { said } from "../i18n/said";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Select, Toggle } from "../ui/fields";
import { Loaded } from "../ui/states";
import { reportError } from "../ui/toasts";

type Strength = Schemas["CoverStrengthResponse"];
type Metadata = NonNullable<Schemas["RequestCoveredExport"]["metadata"]>;

const choices: Metadata[] = ["strip", "stripPlace", "keep"];

/** Has photos written out in which nobody can be recognised; the dialog stays until they can be fetched. */
export default function WithoutFaces({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const strengths = useQuery({ queryKey: ["exports", "strengths"], queryFn: () => answer(api.GET("/api/exports/strengths")), staleTime: Infinity });
  const [made, setMade] = useState<Schemas["CoveredExportResponse"] | null>(null);
  return (
    <Dialog title={t("photos:export.title", { count: ids.length, number: formatNumber(ids.length) })} onClose={onClose}>
      {made ? <Progress id={made.id} /> : <Loaded query={strengths}>{(list) => <Choices ids={ids} strengths={list} onMade={setMade} />}</Loaded>}
    </Dialog>
  );
}

type ChoicesProps = { ids: string[]; strengths: Strength[]; onMade: (made: Schemas["CoveredExportResponse"]) => void };

function Choices({ ids, strengths, onMade }: ChoicesProps) {
  const allowed = strengths.filter(({ isAllowed }) => isAllowed);
  const [chosen, setChosen] = useState(0);
  const [metadata, setMetadata] = useState<Metadata>("strip");
  const [keepsSound, setSound] = useState(false);
  const [busy, setBusy] = useState(false);
  const strength = allowed[chosen];
  const ask = async () => {
    if (!strength) return;
    setBusy(true);
    try {
      onMade(await answer(api.POST("/api/exports/without-faces", {
        body: { media: ids, keep: [], method: strength.method, strength: strength.strength, shape: "ellipse", metadata, keepsSound },
      })));
    } catch (error) {
      reportError(error);
      setBusy(false);
    }
  };
  return (
    <>
      <Select
        label={t("photos:export.method")}
        value={String(chosen)}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
        options={allowed.map(({ method, strength: value }, index) => ({
          value: String(index),
          text: t(`photos:export.${method}`, { strength: formatNumber(value) }),
        }))}
      />
      {strength && <p class="hint">{said(strength.reason)}</p>}
      <Select
        label={t("photos:export.metadata")}
        value={metadata}
        onChange={(event) => setMetadata(choices.find((choice) => choice === event.currentTarget.value) ?? "strip")}
        options={choices.map((value) => ({ value, text: t(`photos:export.${value}`) }))}
      />
      <Toggle label={t("photos:export.sound")} checked={keepsSound} onChange={setSound} />
      <div class="row">
        <Button kind="primary" busy={busy} disabled={!strength} onClick={() => void ask()}>{t("photos:export.start")}</Button>
      </div>
    </>
  );
}

function Progress({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ["exports", id],
    queryFn: () => answer(api.GET("/api/exports/without-faces/{id}", { params: { path: { id } } })),
    refetchInterval: ({ state }) => (state.data && (state.data.sizeBytes !== null || state.data.error !== null) ? false : 1_000),
  });
  return (
    <Loaded query={query}>
      {({ sizeBytes, error, done, total, refused }) =>
        error !== null ? (
          <p class="notice danger" role="alert">{said(error)}</p>
        ) : sizeBytes === null ? (
          <div role="status" class="stack">
            <p>{t("photos:many.progress", { done: formatNumber(done ?? 0), number: formatNumber(total) })}</p>
            <progress max={total} value={done ?? 0} aria-label={t("photos:export.start")} />
            <p class="hint">{t("photos:export.later")}</p>
          </div>
        ) : (
          <div role="status" class="stack">
            {refused !== null && refused > 0 && <p class="notice warning">{t("photos:export.refused", { count: refused })}</p>}
            <div>
              <a class="button primary" href={address(`api/exports/without-faces/${id}/file`)} download>
                <Download size={18} />
                <span>{t("photos:export.fetch", { size: formatBytes(sizeBytes) })}</span>
              </a>
            </div>
          </div>
        )
      }
    </Loaded>
  );
}
