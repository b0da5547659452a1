import type { App } from '../state/app.svelte.ts'
import type { Command } from './command.ts'

/** Whose commands they are. */
interface Owner {
  /** First part of their ids: "recalibrate" makes "recalibrate.stop". */
  readonly name: string
  readonly context: string
  readonly group: string
  /** The page is in front and its run is under way. */
  readonly running: () => boolean
}

/** What can be done while a page waits for its own run: measure when asked, go on, end it and keep what was read. */
export function runCommands(
  app: App,
  { name, context, group, running }: Owner,
): { readonly measure: Command; readonly resume: Command; readonly stop: Command } {
  return {
    measure: {
      id: `${name}.measure`,
      title: 'Measure',
      keys: ['Space'],
      context,
      group,
      enabled: () => running() && app.run.prompt?.answers.includes('measure') === true,
      run: () => app.ask((client) => client.run.answer({ answer: 'measure' })),
    },
    resume: {
      id: `${name}.resume`,
      title: 'Resume',
      keys: ['Space'],
      context,
      group,
      enabled: () => running() && app.run.state === 'paused',
      run: () => app.ask((client) => client.run.resume({})),
    },
    stop: {
      id: `${name}.stop`,
      title: 'Stop and keep',
      keys: ['Esc'],
      context,
      group,
      enabled: () => running() && app.run.state !== 'stopping',
      run: () => app.ask((client) => client.run.stop({})),
    },
  }
}
