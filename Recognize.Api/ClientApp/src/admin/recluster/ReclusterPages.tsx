import { useLocation } from "wouter-preact";
import "../admin.css";
import { ReclusterRun } from "./ReclusterRun";
import { ReclusterRuns } from "./ReclusterRuns";

type PagesProps = {
  /** Where these pages lie: what stands behind it is a run's id. */
  base: string;
  /** Whose faces, for admins; the caller's own without it. */
  user?: string | null;
};

/** Grouping all faces anew: settings to try, what they would change, applying and taking back. */
export function ReclusterPages({ base, user = null }: PagesProps) {
  const [path] = useLocation();
  const id = path.slice(base.length).replace(/^\//, "");
  return id ? <ReclusterRun key={id} id={id} base={base} user={user} /> : <ReclusterRuns base={base} user={user} />;
}
