import { Route, Switch } from "wouter-preact";
import { HistoryPage } from "./HistoryPage";
import { PeopleListPage } from "./PeopleListPage";
import { PersonPage } from "./PersonPage";
import { SplitPage } from "./SplitPage";
import "./people.css";

export default function PeoplePages() {
  return (
    <Switch>
      <Route path="/people/history" component={HistoryPage} />
      <Route path="/people/:id/split">{({ id }) => <SplitPage key={id} id={id} />}</Route>
      <Route path="/people/:id/:part?">{({ id, part }) => <PersonPage key={id} id={id} part={part === "faces" ? "faces" : "photos"} />}</Route>
      <Route path="/people" component={PeopleListPage} />
    </Switch>
  );
}
