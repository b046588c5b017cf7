import { lazy } from "preact/compat";
import { Route, Switch } from "wouter-preact";
import { t } from "../i18n";
import { Page } from "../ui/Page";
import { HistoryPage } from "./HistoryPage";
import { PeopleListPage } from "./PeopleListPage";
import { PersonPage } from "./PersonPage";
import { SplitPage } from "./SplitPage";
import "./people.css";

const ReclusterPages = lazy(() => import("../admin/recluster/ReclusterPages").then(({ ReclusterPages: pages }) => ({ default: pages })));

export default function PeoplePages() {
  return (
    <Switch>
      <Route path="/people/history" component={HistoryPage} />
      <Route path="/people/recluster/:run?">
        <Page title={t("people:recluster")}>
          <ReclusterPages base="/people/recluster" />
        </Page>
      </Route>
      <Route path="/people/:id/split">{({ id }) => <SplitPage key={id} id={id} />}</Route>
      <Route path="/people/:id/:part?">{({ id, part }) => <PersonPage key={id} id={id} part={part === "faces" ? "faces" : "photos"} />}</Route>
      <Route path="/people" component={PeopleListPage} />
    </Switch>
  );
}
