import { commandFor } from '../commands/dispatch.ts'
import { titleOf, type Command } from '../commands/command.ts'
import { span } from '../text/times.ts'
import type { App } from '../state/app.svelte.ts'

/** The last cell of the strip: what Space does now, or the grey statement why it does nothing. */
export type Primary =
  | { readonly command: Command; readonly words: string }
  | { readonly command: undefined; readonly words: string }

/** The primary action of the present moment. */
export function primaryOf(app: App): Primary {
  if (app.taking !== undefined) {
    const seconds = (app.bench.now - app.taking.since) / 1000
    return {
      command: undefined,
      words: seconds < 2 ? app.taking.what : `${app.taking.what}, ${span(seconds)}`,
    }
  }
  const command = commandFor('Space', app.commands.all, {
    view: app.view,
    typing: false,
    onControl: false,
    ownsArrows: false,
    overlay: false,
    singleKeys: true,
  })
  if (command !== undefined) return { command, words: titleOf(command) }
  if (app.run.state === 'paused')
    return {
      command: undefined,
      words: `Scan waits${app.run.step?.patch === undefined ? '' : ` at ${app.run.step.patch}`}`,
    }
  if (app.run.state === 'stopping') return { command: undefined, words: 'Stopping' }
  if (app.run.active) return { command: undefined, words: 'Scan is running' }
  return { command: undefined, words: app.link.state === 'open' ? 'Measure' : 'Connecting' }
}
