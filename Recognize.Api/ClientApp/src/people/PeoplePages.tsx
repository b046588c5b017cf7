import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function PeoplePages() {
  return <Page title={t("nav.people")}>{null}</Page>;
}
