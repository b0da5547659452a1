import type { ProgramWindow } from './program-window.ts'

/** Name of the control that has the focus. */
const focused = (window: ProgramWindow): Promise<string> =>
  window.page.evaluate(
    () =>
      document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent.trim() ?? '',
  )

/** Presses Tab until a control of this name has the focus. @throws Error when none gets it */
export async function tabTo(window: ProgramWindow, name: string): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < 90; i++) {
    const at = await focused(window)
    if (at.startsWith(name)) return
    passed.push(at.slice(0, 30))
    await window.press('Tab')
  }
  throw new Error(`Tab leads to ${[...new Set(passed)].join(', ')}, not to ${name}`)
}

/** Runs what the palette finds first. */
export async function palette(window: ProgramWindow, words: string): Promise<void> {
  await window.press('Control+k')
  await window.page.getByRole('combobox').waitFor()
  await window.page.keyboard.type(words)
  await window.press('Enter')
}
