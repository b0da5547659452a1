import type { Command } from '../../commands/command.ts'
import type { App } from '../../state/app.svelte.ts'
import { pickFiles } from '../../text/pick.ts'
import { fileOf } from './photograph.ts'
import { lampsState } from './state.svelte.ts'

/** Lamps of the demonstration: one of each class, and one that belongs to none. */
const SHOWN = [1, 3, 4, 2, 0, 5, 6, 'unknown'] as const

/** Commands of the Lamps view. */
export function lampsCommands(app: App): Command[] {
  const state = lampsState(app)
  const context = 'lamps'
  const linked = (): boolean => app.link.client !== undefined
  const chosen = (): boolean => state.item?.photograph !== undefined
  const turn = (degrees: number): void => {
    const { item } = state
    if (item === undefined) return
    const before = item.turnDegrees ?? item.answer?.turnDegrees ?? 0
    item.turnDegrees = ((before + degrees + 540) % 360) - 180
    item.crop = undefined
    void state.again(item)
  }
  return [
    {
      id: 'lamps.open',
      title: 'Open photographs',
      keys: ['O'],
      context,
      enabled: linked,
      run: async () => {
        const files = await pickFiles('image/png,image/jpeg,.png,.jpg,.jpeg')
        if (files.length > 0) await state.add(files)
      },
    },
    {
      id: 'lamps.live',
      title: 'Tell the lamp at the probe',
      keys: ['L'],
      context,
      enabled: () => linked() && app.idle,
      run: () => state.live(),
    },
    {
      id: 'lamps.demo',
      title: 'Show a demo',
      context,
      enabled: linked,
      run: async () => {
        const seed = 1 + Math.floor(Math.random() * 1e6)
        const pictures = await app.ask((client) =>
          Promise.all(SHOWN.map((label) => client.lamps.render({ label, seed }))),
        )
        if (pictures !== undefined) await state.add(pictures.map(({ name, file }) => fileOf(name, file)))
      },
    },
    { id: 'lamps.left', title: 'Turn left', keys: ['['], context, enabled: chosen, run: () => turn(-90) },
    { id: 'lamps.right', title: 'Turn right', keys: [']'], context, enabled: chosen, run: () => turn(90) },
    {
      id: 'lamps.find',
      title: 'Find turn and crop',
      keys: ['F'],
      context,
      enabled: chosen,
      run: () => {
        const { item } = state
        if (item === undefined) return
        item.turnDegrees = undefined
        item.crop = undefined
        return state.again(item)
      },
    },
    {
      id: 'lamps.clear',
      title: 'Close all',
      context,
      enabled: () => state.items.length > 0,
      run: () => state.clear(),
    },
  ]
}
