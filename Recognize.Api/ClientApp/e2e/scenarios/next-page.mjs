// Of a list the first page comes, and the next does not: the page says so, and does not go on asking by itself.
export default async function nextPage({ open, step, shot, accessible, signIn, until, expect, given }) {
  const page = await open();
  await signIn(page);
  const again = page.getByRole("button", { name: "Try again" });
  let asked = 0;
  const refuse = async (holds) => {
    asked = 0;
    await page.route(holds, (route) => {
      asked++;
      return route.fulfill({ status: 500, contentType: "application/problem+json", body: JSON.stringify({ title: "It broke", status: 500 }) });
    });
  };
  const isNext = (url) => url.pathname.endsWith("/api/people") && url.searchParams.has("cursor");

  await step("people", async () => {
    await refuse(isNext);
    await page.goto(`${given.url}people`);
    const cards = page.locator(".people-grid li");
    await cards.first().waitFor();
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await again.waitFor();
    await page.getByRole("alert").getByText("It broke").waitFor();
    expect(asked === 1, `one request, not ${asked}`);
    await accessible(page, "next page");
    await shot(page, "people");
    const before = await cards.count();
    await page.unrouteAll();
    await again.click();
    await until(page, async () => (await cards.count()) > before, "the other people");
    expect((await again.count()) === 0, "nothing left to ask for");
  });
  await step("whom to merge with", async () => {
    await refuse((url) => url.pathname.endsWith("/api/people") && url.searchParams.get("limit") === "500" && !url.searchParams.has("named"));
    await page.goto(`${given.url}people/${given.anna}`);
    await page.getByRole("button", { name: "Merge with…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("It broke").waitFor();
    expect((await dialog.getByText("Nobody fits").count()) === 0, "no word that there is nobody");
    await shot(page, "picker");
    await page.unrouteAll();
    await again.click();
    await dialog.getByRole("option").first().waitFor();
  });
}
