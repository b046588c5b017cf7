import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function MusicPages() {
  return <Page title={t("nav.music")}>{null}</Page>;
}
