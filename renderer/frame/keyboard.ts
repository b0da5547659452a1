import { chordOf } from '../commands/chords.ts'
import { commandFor, type KeyScene } from '../commands/dispatch.ts'
import type { App } from '../state/app.svelte.ts'

/** What the key scene is, from the focused element and the app. */
export function sceneOf(target: EventTarget | null, app: App): KeyScene {
  const element = target instanceof Element ? target : undefined
  const has = (selector: string): boolean => element !== undefined && element.closest(selector) !== null
  return {
    view: app.view,
    typing: has('input, textarea, select, [contenteditable]'),
    // A button that was clicked keeps the focus, but Space then still measures.
    onControl:
      element?.closest('button, a, summary, [role=button], [role=gridcell], tr')?.matches(':focus-visible') ??
      false,
    ownsArrows: has('[data-arrows]'),
    overlay: app.overlay === 'palette' || app.overlay === 'cheat-sheet',
    singleKeys: app.settings.singleKeys,
  }
}

/** Runs commands by their keys. Returns the way to stop. */
export function listenToKeys(page: Window, app: App): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event)
    if (chord === undefined) return
    const command = commandFor(chord, app.commands.all, sceneOf(event.target, app))
    if (command === undefined) return
    event.preventDefault()
    if (event.repeat && command.repeats !== true) return
    app.commands.run(command.id)
  }
  page.addEventListener('keydown', onKey)
  return () => page.removeEventListener('keydown', onKey)
}
