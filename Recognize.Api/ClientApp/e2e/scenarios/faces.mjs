// A face that was missed is drawn and named, and taken back; photos are fetched with all faces covered.
import { readFile } from "node:fs/promises";

export default async function faces({ open, step, shot, accessible, signIn, expect, given }) {
  const page = await open();
  await signIn(page);
  const get = async (path) => (await page.request.get(given.url + path)).json();
  const { items } = await get("api/media?kind=photo&limit=200");
  const withFaces = [];
  let empty;
  for (const { id } of items) {
    const media = await get(`api/media/${id}`);
    if (media.faces.length > 0) withFaces.push(id);
    else empty ??= id;
    if (empty && withFaces.length > 1) break;
  }

  await step("draws a face and says who it is", async () => {
    await page.goto(`${given.url}photos/${empty}`);
    await page.locator(".pswp__img").first().waitFor();
    const details = page.getByRole("button", { name: "Details (I)" });
    if ((await details.getAttribute("aria-pressed")) !== "true") await details.click();
    await page.getByRole("button", { name: "Mark a missed face" }).click();
    const area = await page.locator(".draw-area").boundingBox();
    await page.mouse.move(area.x + area.width * 0.3, area.y + area.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.5, area.y + area.height * 0.6, { steps: 5 });
    await page.mouse.up();
    await accessible(page, "drawing");
    await shot(page, "drawing");
    await page.getByRole("button", { name: "Who is this?" }).click();
    await page.getByRole("combobox", { name: "Name", exact: true }).fill("Somebody Drawn");
    await page.keyboard.press("Enter");
    await page.locator(".draw-area").waitFor({ state: "detached" });
    await page.locator(".face-name", { hasText: "Somebody Drawn" }).waitFor();
    await shot(page, "drawn");
    const [face] = (await get(`api/media/${empty}`)).faces;
    expect(Math.abs(face.box.x - 0.3) < 0.02 && Math.abs(face.box.width - 0.2) < 0.02, `the frame as drawn, not ${JSON.stringify(face.box)}`);
  });

  await step("exports photos without faces", async () => {
    await page.goto(given.url);
    for (const id of withFaces.slice(0, 2)) {
      const tile = page.locator(`.tile:has(a[href*="${id}"])`);
      await tile.hover();
      await tile.getByRole("checkbox").click();
    }
    await page.getByRole("button", { name: "Export without faces" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox").first().waitFor();
    await accessible(page, "export");
    await shot(page, "export");
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    const link = dialog.locator("a[download]");
    await link.waitFor();
    await shot(page, "export-made");
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const zip = await readFile(await download.path());
    expect(zip.subarray(0, 2).toString() === "PK" && zip.length > 10_000, "an archive with photos in it");
  });
}
