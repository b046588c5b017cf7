import { useQuery } from "@tanstack/preact-query";
import { useEffect } from "preact/hooks";
import { Link, Redirect, useLocation, useSearch } from "wouter-preact";
import { answer, api } from "../api/client";
import { useSession } from "../app/session";
import { t } from "../i18n";
import { Loaded } from "../ui/states";
import { ConsentQuestion } from "./ConsentQuestion";
import { FolderChoice } from "./FolderChoice";
import { FirstResults } from "./FirstResults";
import "./welcome.css";

const steps = ["folders", "consent", "watch"] as const;
type Step = (typeof steps)[number];

/** The first start: choose folders, answer the consent text, watch the first photos and people appear. Reachable later, too. */
export default function Welcome() {
  const { session } = useSession();
  const search = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const libraries = useQuery({ queryKey: ["libraries"], queryFn: () => answer(api.GET("/api/libraries")) });
  const consent = useQuery({ queryKey: ["consent"], queryFn: () => answer(api.GET("/api/consent")) });
  useEffect(() => {
    document.title = `${t("welcome:start.title")} – Recognize`;
  }, []);
  const shown = steps.filter((step) => step !== "folders" || session?.isAdmin);
  const wanted = search.get("step");
  const step: Step = shown.find((one) => one === wanted) ?? shown[0]!;
  const goTo = (next: Step) => navigate(`/welcome?step=${next}`);
  return (
    <main class="welcome" id="main" tabIndex={-1}>
      <header class="welcome-head">
        <img src="icon.svg" alt="" width="36" height="36" />
        <h1>{t("welcome:start.title")}</h1>
        <Link href="/" class="button">
          {t("welcome:start.skip")}
        </Link>
      </header>
      <ol class="steps">
        {shown.map((one, index) => (
          <li key={one}>
            <Link href={`/welcome?step=${one}`} aria-current={one === step ? "step" : undefined}>
              <span class="step-number">{index + 1}</span>
              <span>{t(`welcome:step.${one}`)}</span>
            </Link>
          </li>
        ))}
      </ol>
      <Loaded query={libraries}>
        {(known) => (
          <Loaded query={consent}>
            {(asked) => {
              // Led here after a new password: who has all of it already goes on to the photos.
              if (search.get("first") === "1" && known.items.length > 0 && asked.state !== "unanswered") return <Redirect to="/" replace />;
              if (step === "folders") return <FolderChoice libraries={known.items} onNext={() => goTo("consent")} />;
              if (step === "consent") return <ConsentQuestion consent={asked} onNext={() => goTo("watch")} />;
              return <FirstResults />;
            }}
          </Loaded>
        )}
      </Loaded>
    </main>
  );
}
