import type { ComponentType } from "preact";
import { lazy, Suspense } from "preact/compat";
import { Redirect, Route, Router, Switch } from "wouter-preact";
import { basePath } from "../api/client";
import { queries } from "../api/queries";
import { t, useLanguage } from "../i18n";
import { ErrorState, Loading } from "../ui/states";
import { Toasts } from "../ui/toasts";
import { ErrorBoundary } from "./ErrorBoundary";
import { useSession } from "./session";
import { Shell } from "./Shell";

const page = (load: () => Promise<{ default: ComponentType }>) => lazy(load) as ComponentType;

const SignIn = page(() => import("../welcome/SignIn"));
const NewPassword = page(() => import("../welcome/NewPassword"));
const Welcome = page(() => import("../welcome/Welcome"));

/** Each part of the app comes when it is first opened. A part lists its pages itself. */
const parts: { pattern: string | RegExp; component: ComponentType }[] = [
  // One part for both, so that the time line stays where it is while a photo is looked at.
  { pattern: /^\/(?:photos\/(?<id>[^/]+)\/?)?$/, component: page(() => import("../photos/PhotosPage")) },
  { pattern: "/search", component: page(() => import("../search/SearchPage")) },
  { pattern: "/people/*?", component: page(() => import("../people/PeoplePages")) },
  { pattern: "/review", component: page(() => import("../review/ReviewPage")) },
  { pattern: "/explore/*?", component: page(() => import("../explore/ExplorePages")) },
  { pattern: "/albums/*?", component: page(() => import("../albums/AlbumPages")) },
  { pattern: "/shared/*?", component: page(() => import("../albums/SharedPages")) },
  { pattern: "/music/*?", component: page(() => import("../music/MusicPages")) },
  { pattern: "/settings/*?", component: page(() => import("../settings/SettingsPages")) },
  { pattern: "/admin/*?", component: page(() => import("../admin/AdminPages")) },
];

export function App() {
  useLanguage();
  return (
    <ErrorBoundary>
      <Router base={basePath.replace(/\/$/, "")}>
        <Suspense fallback={<Loading />}>
          <Gate />
        </Suspense>
      </Router>
      <Toasts />
    </ErrorBoundary>
  );
}

/** Nobody gets further than they may: first signed in, then with a password of their own. */
function Gate() {
  const { session, error } = useSession();
  if (error) return <ErrorState error={error} onRetry={() => queries.refetchQueries({ queryKey: ["session"] })} />;
  if (session === undefined) return <Loading />;
  if (session === null || location.hash.startsWith("#link=")) return <SignIn />;
  if (session.mustChangePassword) return <NewPassword />;
  return (
    <Switch>
      <Route path="/welcome">
        <Welcome />
      </Route>
      <Route>
        <Shell session={session}>
          <Suspense fallback={<Loading />}>
            <Switch>
              {parts.map(({ pattern, component: Part }) => (
                <Route key={String(pattern)} path={pattern}>
                  <Part />
                </Route>
              ))}
              <Route path="/sign-in">
                <Redirect to="/" replace />
              </Route>
              <Route>
                <ErrorState error={new Error(t("error.noPage"))} />
              </Route>
            </Switch>
          </Suspense>
        </Shell>
      </Route>
    </Switch>
  );
}
