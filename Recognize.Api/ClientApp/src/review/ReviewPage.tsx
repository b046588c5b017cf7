import { useQuery } from "@tanstack/preact-query";
import { Check, CircleCheckBig, SkipForward, Undo2, X } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { t } from "../i18n";
import { leftBehind, undo, useActs } from "../people/acts";
import { Button } from "../ui/Button";
import { Page } from "../ui/Page";
import { Empty, Loaded } from "../ui/states";
import { reportError } from "../ui/toasts";
import { QuestionCard } from "./QuestionCard";
import { askAgain, findQuestions, namesOf, type Question, send } from "./questions";
import "./review.css";

/** `left` tells what a merge did not take along. */
type Answered = { question: Question; same: boolean; actId: string | null; left: string | null };

/** "Same or different?": one question at a time, by keyboard, swipe or button. */
export default function ReviewPage() {
  const query = useQuery({ queryKey: ["suggestions", "review"], queryFn: findQuestions });
  return (
    <Page title={t("review:title")}>
      <Loaded query={query}>{(questions) => <Review questions={questions} />}</Loaded>
    </Page>
  );
}

function Review({ questions: stored }: { questions: Question[] }) {
  const [again, setAgain] = useState<Question[]>([]);
  // A worker may have found one anew meanwhile.
  const questions = [...again.filter((one) => stored.every(({ id }) => id !== one.id)), ...stored];
  const [done, setDone] = useState<Answered[]>([]);
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const acts = useActs();
  // An answer that is under way leaves the list at once; the list that comes with its result may not hold it any more.
  const [sending, setSending] = useState<string | null>(null);
  const closed = new Set([...skipped, ...done.map((one) => one.question.id), ...(sending ? [sending] : [])]);
  const open = questions.filter((question) => !closed.has(question.id));
  const current = open[0];

  const reply = async (same: boolean) => {
    if (!current || acts.busy || acts.dialog) return;
    setSending(current.id);
    let isDone = false;
    await acts.run({
      names: namesOf(current),
      send: (way) => send(current, same, way),
      onDone: (sent) => {
        isDone = true;
        setDone((list) => [...list, { question: current, same, actId: sent.actId, left: same ? leftBehind(sent) : null }]);
      },
    });
    // The server's list brings others up to date; nobody else does it for this one.
    if (!isDone && current.isForgotten) {
      const fresh = await askAgain(current).catch(() => null);
      setAgain((list) => list.flatMap((one) => (one.id !== current.id ? [one] : fresh ? [fresh] : [])));
    }
    setSending(null);
  };
  const skip = () => current && setSkipped(new Set([...skipped, current.id]));
  const last = done.at(-1);
  const takeBack = async () => {
    if (!last?.actId) return;
    try {
      await undo(last.actId);
      const lost = last.same ? await askAgain(last.question) : null;
      setAgain((list) => [...(lost ? [lost] : []), ...list.filter(({ id }) => id !== last.question.id)]);
      setDone((list) => list.filter((one) => one !== last));
    } catch (error) {
      reportError(error);
    }
  };
  useKeys({ y: () => reply(true), j: () => reply(true), ArrowRight: () => reply(true), n: () => reply(false), ArrowLeft: () => reply(false), s: skip, ArrowDown: skip, u: takeBack });

  const settled = done.reduce((sum, one) => sum + (one.same ? one.question.settles : 0), 0);
  return (
    <div class="review">
      <div class="review-progress">
        <p aria-live="polite">
          {done.length === 0
            ? t("review:open", { count: open.length })
            : `${t("review:answered", { count: done.length })}, ${t("review:settled", { count: settled })}`}
        </p>
        <progress value={done.length} max={Math.max(done.length + open.length, 1)} aria-label={t("review:progress")} />
      </div>
      {current ? (
        <>
          <QuestionCard key={current.id} question={current} onSwipe={reply} />
          <div class="review-buttons">
            <Button icon={X} onClick={() => reply(false)} disabled={acts.busy} aria-keyshortcuts="n ArrowLeft">
              {t("review:different")}
            </Button>
            <Button icon={SkipForward} onClick={skip} aria-keyshortcuts="s ArrowDown">
              {t("review:skip")}
            </Button>
            <Button kind="primary" icon={Check} onClick={() => reply(true)} disabled={acts.busy} aria-keyshortcuts="y ArrowRight">
              {t("review:same")}
            </Button>
          </div>
          <p class="quiet small keys">{t("review:keys")}</p>
        </>
      ) : (
        <Empty title={t(skipped.size > 0 ? "review:skippedOnly" : done.length > 0 ? "review:allDone" : "review:none.title")} icon={CircleCheckBig}>
          {skipped.size === 0 && <p>{t("review:none.text")}</p>}
          {skipped.size > 0 && <Button onClick={() => setSkipped(new Set())}>{t("review:skippedAgain", { count: skipped.size })}</Button>}
          <Link href="/people" class="button">
            {t("nav.people")}
          </Link>
        </Empty>
      )}
      {last && (
        <div class="review-last">
          <span class="grow">{summaryOf(last)}</span>
          {last.actId && (
            <Button icon={Undo2} onClick={takeBack} aria-keyshortcuts="u">
              {t("action.undo")}
            </Button>
          )}
        </div>
      )}
      {open[1] && (
        <div class="ahead" aria-hidden="true">
          <QuestionCard key={open[1].id} question={open[1]} />
        </div>
      )}
      {acts.dialog}
    </div>
  );
}

function summaryOf({ question, same, left }: Answered): string {
  if (left !== null) return left;
  if (!same) return t("review:last.different");
  const name = question.left.name ?? question.right.name;
  return name === null ? t("review:last.same", { count: question.settles }) : t("review:last.named", { count: question.settles, name });
}

/** Keys work while nobody types and no dialog is open. */
function useKeys(keys: Record<string, () => unknown>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if ((event.target as Element).closest("input, textarea, select, dialog")) return;
      const act = latest.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      void act();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
}
