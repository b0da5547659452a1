import { belongsToText, isSingleKey } from './chords.ts'
import { isEnabled, type Command } from './command.ts'

/** What decides which command a chord runs. */
export interface KeyScene {
  readonly view: string
  /** A text field has the focus. */
  readonly typing: boolean
  /** A control reached by keyboard has the focus: Space and Enter are its own. */
  readonly onControl: boolean
  /** Arrow keys move inside the focused widget (grid, radio group, menu). */
  readonly ownsArrows: boolean
  /** A menu, the palette or the cheat sheet is open: only its own keys act. */
  readonly overlay: boolean
  /** Single letters act at all. */
  readonly singleKeys: boolean
}

/** The command a chord runs in a scene; the view's own commands come before the global ones. */
export function commandFor(
  chord: string,
  commands: readonly Command[],
  scene: KeyScene,
): Command | undefined {
  if (scene.overlay) return undefined
  if (scene.typing && belongsToText(chord)) return undefined
  if (scene.onControl && (chord === 'Space' || chord === 'Enter')) return undefined
  if (scene.ownsArrows && /(Left|Right|Up|Down|Home|End)$/.test(chord)) return undefined
  if (!scene.singleKeys && isSingleKey(chord)) return undefined
  const fitting = commands.filter((command) => command.keys?.includes(chord) === true && isEnabled(command))
  return (
    fitting.find((command) => command.context === scene.view) ??
    fitting.find((command) => command.context === 'global')
  )
}

/** Palette order: start of a word before the middle, then the order given. Empty query: everything. */
export function searchCommands<T>(query: string, items: readonly T[], words: (item: T) => string): T[] {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (terms.length === 0) return [...items]
  const rank = (text: string): number | undefined => {
    let sum = 0
    for (const term of terms) {
      const at = text.indexOf(term)
      if (at < 0) return undefined
      sum += at === 0 ? 0 : text.charAt(at - 1) === ' ' ? 1 : 2
    }
    return sum
  }
  return items
    .map((item, order) => ({ item, order, rank: rank(words(item).toLowerCase()) }))
    .filter((entry): entry is { item: T; order: number; rank: number } => entry.rank !== undefined)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .map((entry) => entry.item)
}
