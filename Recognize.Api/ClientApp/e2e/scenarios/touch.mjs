// A telephone in the hand: a long press selects, a swipe turns the page, two taps zoom, a video plays.
import { fingerOf, middleOf } from "../finger.mjs";

export default async function touch({ open, step, shot, accessible, fits, signIn, until, expect, given }) {
  const page = await open({ width: 390, height: 800, touch: true });
  await signIn(page);
  const finger = await fingerOf(page);
  const tiles = page.locator(".tile-link");
  await tiles.first().waitFor();

  await step("selects by a long press, and more by taps", async () => {
    await finger.press(await middleOf(tiles.nth(0)), 700);
    await page.getByRole("status").filter({ hasText: "1 selected" }).waitFor();
    await tiles.nth(1).tap();
    await page.getByRole("status").filter({ hasText: "2 selected" }).waitFor();
    await fits(page, "selection");
    await accessible(page, "selection");
    await shot(page, "selected");
    await page.getByRole("button", { name: "Clear the selection" }).tap();
    await page.getByRole("region", { name: "Selection" }).waitFor({ state: "detached" });
  });

  const shown = () => page.url().match(/[0-9a-f-]{36}/)?.[0];
  await step("turns the page by a swipe, there and back", async () => {
    await tiles.nth(1).tap();
    await page.getByRole("dialog", { name: "Full view" }).waitFor();
    await page.locator(".pswp__img").first().waitFor();
    const first = shown();
    await finger.swipe({ x: 330, y: 400 }, { x: 60, y: 405 });
    await page.waitForFunction((id) => !location.href.includes(id), first);
    const second = shown();
    await finger.swipe({ x: 60, y: 400 }, { x: 330, y: 405 });
    await page.waitForFunction((id) => !location.href.includes(id), second);
    expect(shown() === first, "the first photo again");
    await shot(page, "full-view");
  });

  await step("zooms by two taps", async () => {
    const width = () => page.evaluate(() => {
      const middle = innerWidth / 2;
      const here = [...document.querySelectorAll(".pswp__img")].map((image) => image.getBoundingClientRect())
        .find(({ left, right }) => left <= middle && right >= middle);
      return here?.width ?? 0;
    });
    const before = await width();
    await finger.tap({ x: 195, y: 400 });
    await finger.tap({ x: 195, y: 400 });
    await until(page, async () => (await width()) > before * 1.5, "the picture to grow");
    await shot(page, "zoomed");
    await page.getByRole("button", { name: "Close", exact: true }).tap();
    await page.getByRole("dialog", { name: "Full view" }).waitFor({ state: "detached" });
  });

  await step("plays a video", async () => {
    const { items: [video] } = await (await page.request.get(`${given.url}api/media?kind=video&limit=1`)).json();
    await page.goto(`${given.url}photos/${video.id}`);
    const player = page.locator("video").first();
    await player.waitFor();
    await player.evaluate((element) => {
      element.muted = true;
      return element.play();
    });
    await until(page, () => player.evaluate((element) => element.currentTime > 1), "a second of it to pass");
    expect((await player.evaluate((element) => element.videoWidth)) === 640, "its picture");
    // Far into it: the server sends parts of files.
    await player.evaluate((element) => (element.currentTime = 4.5));
    await until(page, () => player.evaluate((element) => element.currentTime > 4.6 && !element.seeking), "the end of it");
    await shot(page, "video");
  });
}
