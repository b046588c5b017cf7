import { Check, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { answer, api, ApiError, type Schemas } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { reportError } from "../ui/toasts";
import { ConsentState, ConsentText } from "./ConsentText";

/** Records the answer to the text as it was shown; a text that changed meanwhile is shown anew. */
export async function answerConsent(given: boolean, textVersion: string): Promise<void> {
  try {
    const now = await answer(api.PUT("/api/consent", { body: { given, textVersion } }));
    queries.setQueryData(["consent"], now);
    await queries.invalidateQueries({ queryKey: ["consent", "history"] });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== "text-changed") throw error;
    await queries.invalidateQueries({ queryKey: ["consent"] });
    throw new Error(t("welcome:consent.changed"));
  }
}

/** The text in full, and a yes or no. Neither is the default. */
export function ConsentQuestion({ consent, onNext }: { consent: Schemas["ConsentResponse"]; onNext: () => void }) {
  const [busy, setBusy] = useState(false);
  const reply = async (given: boolean) => {
    setBusy(true);
    try {
      await answerConsent(given, consent.textVersion);
      onNext();
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="card" aria-labelledby="consent">
      <h2 id="consent">{t("welcome:consent.title")}</h2>
      <ConsentState consent={consent} />
      <ConsentText consent={consent} />
      <div class="welcome-end">
        {consent.state !== "unanswered" && <Button onClick={onNext}>{t("welcome:consent.keep")}</Button>}
        <Button icon={X} busy={busy} onClick={() => reply(false)}>
          {t("welcome:consent.no")}
        </Button>
        <Button icon={Check} busy={busy} onClick={() => reply(true)}>
          {t("welcome:consent.yes")}
        </Button>
      </div>
    </section>
  );
}
