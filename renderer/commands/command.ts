/** Where a command's keys act: everywhere or in one view. */
export type CommandContext = 'global' | (string & {})

/** One thing the operator can do. Palette, cheat sheet, keys and buttons all come from this. */
export interface Command {
  /** "live.freeze": view or "app", then a verb. Unique. */
  readonly id: string
  /** Words of the button; a function where they change. */
  readonly title: string | (() => string)
  /** Chords in the spelling of `chordOf`; the first is shown. */
  readonly keys?: readonly string[]
  /** `global` or the name of the view that owns the keys. */
  readonly context: CommandContext
  /** Heading in the cheat sheet. */
  readonly group?: string
  /** Absent = always. */
  readonly enabled?: () => boolean
  /** Not offered in the palette: arrow keys and the like. */
  readonly quiet?: boolean
  /** A key held down runs it again and again: moving a crosshair. */
  readonly repeats?: boolean
  readonly run: () => unknown
}

/** The words of a command now. */
export const titleOf = (command: Command): string =>
  typeof command.title === 'function' ? command.title() : command.title

/** Whether a command can run now. */
export const isEnabled = (command: Command): boolean => command.enabled?.() ?? true
