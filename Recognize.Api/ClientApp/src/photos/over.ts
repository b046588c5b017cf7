/** Back to the page behind where it is one step back; a page that was opened by its address has none. */
export function closeOver(otherwise: () => void): void {
  if ((history.state as { isOver?: boolean } | null)?.isOver) history.back();
  else otherwise();
}
