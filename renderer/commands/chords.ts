/** What a key press says, reduced to what commands need. */
export interface KeyPress {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

const NAMES: Record<string, string> = {
  ' ': 'Space',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Escape: 'Esc',
  Add: '+',
  Subtract: '-',
}

/**
 * The chord of a key press in the spelling of the commands: "F", "Ctrl K", "Ctrl Shift Z", "Shift Left", "?".
 * Command on a Mac counts as Ctrl. Shift is part of the chord for letters and named keys only: on other keys
 * it has already chosen the character. Undefined for modifiers alone.
 */
export function chordOf(press: KeyPress): string | undefined {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(press.key)) return undefined
  const letter = /^\p{L}$/u.test(press.key)
  const name = NAMES[press.key] ?? (letter ? press.key.toUpperCase() : press.key)
  const parts: string[] = []
  if (press.ctrlKey || press.metaKey) parts.push('Ctrl')
  if (press.altKey) parts.push('Alt')
  if (press.shiftKey && (letter || name.length > 1)) parts.push('Shift')
  return [...parts, name].join(' ')
}

/** Chords that type text or move in a text field: they belong to the field while it has the focus. */
export function belongsToText(chord: string): boolean {
  if (chord.startsWith('Ctrl '))
    return ['Ctrl Z', 'Ctrl Shift Z', 'Ctrl A', 'Ctrl C', 'Ctrl V', 'Ctrl X'].includes(chord)
  return !/^(F\d+|Esc)$/.test(chord)
}

/** A letter, digit or sign without modifier: the keys that can be switched off (WCAG 2.1.4). */
export function isSingleKey(chord: string): boolean {
  return /^(Shift )?.$/u.test(chord)
}
