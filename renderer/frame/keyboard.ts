import { chordOf } from '../commands/chords.ts'
import { commandFor, type KeyScene } from '../commands/dispatch.ts'
import type { App } from '../state/app.svelte.ts'

/** What a control does by itself when it has the focus. */
const PRESSED_BY_BOTH = 'button, summary, [role=button], [role=gridcell], tr'
const FOLLOWED_BY_ENTER = 'a'

/** The scene of a key press. `byPointer`: the focus came by a click. */
export function sceneOf(target: EventTarget | null, chord: string, byPointer: boolean, app: App): KeyScene {
  const element = target instanceof Element ? target : undefined
  const has = (selector: string): boolean => element !== undefined && element.closest(selector) !== null
  return {
    view: app.view,
    typing: has('input, textarea, select, [contenteditable]'),
    // A control that was clicked keeps the focus, but Space then still measures.
    onControl: !byPointer && (has(PRESSED_BY_BOTH) || (chord === 'Enter' && has(FOLLOWED_BY_ENTER))),
    ownsArrows: has('[data-arrows]'),
    overlay: app.overlay === 'palette' || app.overlay === 'cheat-sheet',
    singleKeys: app.settings.singleKeys,
  }
}

/** Runs commands by their keys. Returns the way to stop. */
export function listenToKeys(page: Window, app: App): () => void {
  const stop = new AbortController()
  const { signal } = stop
  // `:focus-visible` turns on with the first key after a click; who brought the focus has to be remembered.
  let pointerLast = false
  let byPointer = false
  page.addEventListener('pointerdown', () => (pointerLast = byPointer = true), { signal, capture: true })
  page.addEventListener('keydown', () => (pointerLast = false), { signal, capture: true })
  page.addEventListener('focusin', () => (byPointer = pointerLast), { signal })
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return
    const chord = chordOf(event)
    if (chord === undefined) return
    const command = commandFor(chord, app.commands.all, sceneOf(event.target, chord, byPointer, app))
    if (command === undefined) return
    event.preventDefault()
    if (event.repeat && command.repeats !== true) return
    app.commands.run(command.id)
  }
  page.addEventListener('keydown', onKey, { signal })
  return () => stop.abort()
}
