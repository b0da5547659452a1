import type { ProgramWindow } from './program-window.ts'

/** Name of the control that has the focus. */
const focused = (window: ProgramWindow): Promise<string> =>
  window.page.evaluate(
    () =>
      document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent.trim() ?? '',
  )

/** Presses Tab until a control of this name has the focus. @throws Error when none gets it */
export async function tabTo(window: ProgramWindow, name: string): Promise<void> {
  for (let i = 0; i < 90; i++) {
    if ((await focused(window)).startsWith(name)) return
    await window.press('Tab')
  }
  throw new Error(`Tab does not lead to ${name}`)
}

/** Runs what the palette finds first. */
export async function palette(window: ProgramWindow, words: string): Promise<void> {
  await window.press('Control+k')
  await window.page.getByRole('combobox').waitFor()
  await window.page.keyboard.type(words)
  await window.press('Enter')
}
