import { answer, api } from "../api/client";
import { t } from "../i18n";
import { Empty } from "../ui/states";
import { Page } from "../ui/Page";
import { MediaList } from "./MediaList";

export default function PhotosPage() {
  return (
    <Page title={t("nav.photos")}>
      <MediaList
        queryKey={["media", "list"]}
        fetchPage={(cursor) => answer(api.GET("/api/media", { params: { query: { limit: 200, ...(cursor && { cursor }) } } }))}
        empty={<Empty title="-" />}
        selectionActions={() => null}
      />
    </Page>
  );
}
