// Touches as the screen of a telephone reports them.

/** The middle of what is to be touched, brought into view. */
export async function middleOf(locator) {
  await locator.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await locator.boundingBox();
  return { x: x + width / 2, y: y + height / 2 };
}

/** Fingers on the page's screen; points are in CSS pixels of the window. */
export async function fingerOf(page) {
  const screen = await page.context().newCDPSession(page);
  const send = (type, points) => screen.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  const press = async (at, milliseconds) => {
    await send("touchStart", [at]);
    await page.waitForTimeout(milliseconds);
    await send("touchEnd", []);
  };
  /** Each finger goes a straight way, all at the same time. `underWay` sees the page before they are lifted. */
  const move = async (ways, underWay) => {
    const points = (share) => ways.map(({ from, to }, id) => ({ id, x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }));
    await send("touchStart", points(0));
    for (let part = 1; part <= 8; part++) {
      await send("touchMove", points(part / 8));
      await page.waitForTimeout(16);
    }
    await underWay?.();
    await send("touchEnd", []);
    // No hand is sooner back on the glass; the browser takes a tap that comes at once for a part of the swipe.
    await page.waitForTimeout(300);
  };
  return { press, tap: (at) => press(at, 30), move, swipe: (from, to, underWay) => move([{ from, to }], underWay) };
}
