/** Put what the browser knows of the screen into a form's hidden fields; they are recorded with a display check. */
export function tellScreen(root: ParentNode, on: Window = window): void {
  const known: Readonly<Record<string, number>> = {
    width: on.screen.width,
    height: on.screen.height,
    ratio: on.devicePixelRatio,
    bits: on.screen.colorDepth,
  };
  for (const field of root.querySelectorAll<HTMLInputElement>('input[data-screen]')) {
    field.value = String(known[field.dataset['screen'] ?? ''] ?? '');
  }
}
