import { useState } from "preact/hooks";
import { queries } from "../api/queries";
import { reportError, toast } from "./toasts";

type Outcome = {
  /** What is told when it is done. */
  done?: string;
  /** What was read before and is to be read again. */
  changes: string[];
};

/** Does what was asked for, tells so, and has what it changed read again. A refusal is thrown: dialogs stay open for it. */
export async function perform(act: () => Promise<unknown>, { done, changes }: Outcome): Promise<void> {
  try {
    await act();
    if (done) toast(done);
  } finally {
    await readAgain(...changes);
  }
}

/** The same for buttons: one thing at a time, and a refusal is told. */
export function useAct() {
  const [busy, setBusy] = useState<string | null>(null);
  /** `key` tells buttons apart, so that only the pressed one waits. */
  const run = async (act: () => Promise<unknown>, { key = "act", ...outcome }: Outcome & { key?: string }): Promise<void> => {
    setBusy(key);
    try {
      await perform(act, outcome);
    } catch (error) {
      reportError(error);
    } finally {
      setBusy(null);
    }
  };
  return { busy, run };
}

/** What was read before of these resources is read again where it is shown. */
export async function readAgain(...parts: string[]): Promise<void> {
  await Promise.all(parts.map((part) => queries.invalidateQueries({ queryKey: [part] })));
}
