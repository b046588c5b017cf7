import { useState } from "preact/hooks";
import { queries } from "../api/queries";
import { reportError, toast } from "../ui/toasts";

type Act = {
  /** Tells buttons apart, so that only the pressed one waits. */
  key?: string;
  /** What is told when it is done. */
  done?: string;
  /** What was read before and is to be read again. */
  changes: string[];
};

/** Does what a button asks for: one thing at a time, a failure is told, and what it changed is read again. */
export function useAct() {
  const [busy, setBusy] = useState<string | null>(null);
  const run = async (act: () => Promise<unknown>, { key = "act", done, changes }: Act): Promise<boolean> => {
    setBusy(key);
    try {
      await act();
      if (done) toast(done);
      return true;
    } catch (error) {
      reportError(error);
      return false;
    } finally {
      setBusy(null);
      await readAgain(...changes);
    }
  };
  return { busy, run };
}

/** What was read before of these resources is read again where it is shown. */
export async function readAgain(...parts: string[]): Promise<void> {
  await Promise.all(parts.map((part) => queries.invalidateQueries({ queryKey: [part] })));
}
