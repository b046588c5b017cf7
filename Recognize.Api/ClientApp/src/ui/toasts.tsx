import { X } from "lucide-preact";
import { useLayoutEffect, useReducer, useState } from "preact/hooks";
import { ApiError } from "../api/client";
import { t } from "../i18n";
import { translated } from "../i18n/said";
import { IconButton } from "./Button";

type Toast = { id: number; text: string; kind: "info" | "error"; action?: { text: string; run: () => Promise<unknown> } };

const showing = new EventTarget();
let toasts: Toast[] = [];
let nextId = 1;

/** Where toasts may be shown. A modal dialog brings a place of its own: nothing beneath it can be pressed, or is read out. */
let places: symbol[] = [];

/** Long enough to read and to reach the button; one with an action stays longer. */
const shownFor = { plain: 6_000, withAction: 12_000 };

function change(list: Toast[]): void {
  toasts = list;
  showing.dispatchEvent(new Event("change"));
}

function changePlaces(list: symbol[]): void {
  places = list;
  showing.dispatchEvent(new Event("change"));
}

function remove(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

/** Tells what was done, with a way to take it back where there is one. */
export function toast(text: string, action?: Toast["action"]): void {
  add({ id: nextId++, text, kind: "info", ...(action && { action }) });
}

/** Tells why something could not be done. */
export function reportError(error: unknown): void {
  add({ id: nextId++, text: messageOf(error), kind: "error" });
}

export function messageOf(error: unknown): string {
  if (error instanceof ApiError && error.status === 0) return t("error.unreachable");
  if (error instanceof ApiError) return refusalOf(error);
  return error instanceof Error ? error.message : String(error);
}

/** Particulars that come from beneath the server stand behind what the problem is in general, where that has a translation. */
function refusalOf({ message, problem }: ApiError): string {
  const { title } = problem;
  const general = typeof title === "string" && title !== message ? translated(title) : undefined;
  return translated(message) ?? (general ? `${general} (${message})` : message);
}

function add(made: Toast): void {
  change([...toasts.slice(-3), made]);
  setTimeout(() => remove(made.id), made.action ? shownFor.withAction : shownFor.plain);
}

/** What was told a moment ago, in the place that was opened last. */
export function Toasts() {
  const [place] = useState(() => Symbol("toasts"));
  const [, showAgain] = useReducer((times: number, _: Event) => times + 1, 0);
  useLayoutEffect(() => {
    showing.addEventListener("change", showAgain);
    changePlaces([...places, place]);
    return () => {
      showing.removeEventListener("change", showAgain);
      changePlaces(places.filter((other) => other !== place));
    };
  }, [place]);
  const list = places.at(-1) === place ? toasts : [];
  return (
    <div class="toasts" role="status" aria-live="polite">
      {list.map(({ id, text, kind, action }) => (
        <div key={id} class={`toast ${kind}`}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              onClick={() => {
                remove(id);
                action.run().catch(reportError);
              }}
            >
              {action.text}
            </button>
          )}
          <IconButton label={t("action.close")} icon={X} size={16} onClick={() => remove(id)} />
        </div>
      ))}
    </div>
  );
}
