import { describe, expect, it } from 'vitest'
import { belongsToText, chordOf, isSingleKey, type KeyPress } from '../../renderer/commands/chords.ts'
import type { Command } from '../../renderer/commands/command.ts'
import { commandFor, searchCommands, type KeyScene } from '../../renderer/commands/dispatch.ts'
import { CommandRegistry } from '../../renderer/commands/registry.svelte.ts'

const press = (key: string, over: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...over,
})
const scene = (over: Partial<KeyScene> = {}): KeyScene => ({
  view: 'live',
  typing: false,
  onControl: false,
  ownsArrows: false,
  overlay: false,
  singleKeys: true,
  ...over,
})
const command = (id: string, keys: string[], over: Partial<Command> = {}): Command => ({
  id,
  title: id,
  keys,
  context: 'global',
  run: () => undefined,
  ...over,
})

describe('chords', () => {
  it.each([
    [press('f'), 'F'],
    [press('F', { shiftKey: true }), 'Shift F'],
    [press(' '), 'Space'],
    [press('z', { ctrlKey: true, shiftKey: true }), 'Ctrl Shift Z'],
    [press('k', { metaKey: true }), 'Ctrl K'],
    [press('?', { shiftKey: true }), '?'],
    [press('+', { ctrlKey: true, shiftKey: true }), 'Ctrl +'],
    [press('ArrowLeft', { shiftKey: true }), 'Shift Left'],
    [press('Escape'), 'Esc'],
    [press('F6'), 'F6'],
    [press('ü'), 'Ü'],
  ])('%o is %s', (key, chord) => {
    expect(chordOf(key)).toBe(chord)
  })

  it('are none for modifiers alone', () => {
    expect(chordOf(press('Shift', { shiftKey: true }))).toBeUndefined()
  })

  it('know what belongs to a text field', () => {
    expect(belongsToText('A')).toBe(true)
    expect(belongsToText('Left')).toBe(true)
    expect(belongsToText('Ctrl Z')).toBe(true)
    expect(belongsToText('Ctrl K')).toBe(false)
    expect(belongsToText('Esc')).toBe(false)
    expect(belongsToText('F6')).toBe(false)
  })

  it('know the keys that can be switched off', () => {
    expect(['F', 'Shift R', '1', '?'].every(isSingleKey)).toBe(true)
    expect(['Space', 'Ctrl K', 'Enter', 'Esc'].some(isSingleKey)).toBe(false)
  })
})

describe('dispatch', () => {
  const commands = [
    command('measure', ['Space']),
    command('plate.start', ['Space'], { context: 'plate' }),
    command('freeze', ['F'], { context: 'live' }),
    command('store', ['Enter'], { context: 'live' }),
    command('left', ['Left'], { context: 'live' }),
    command('undo', ['Ctrl Z']),
    command('palette', ['Ctrl K']),
    command('dead', ['D'], { enabled: () => false }),
  ]
  const run = (chord: string, over: Partial<KeyScene> = {}): string | undefined =>
    commandFor(chord, commands, scene(over))?.id

  it('prefers the view to the window', () => {
    expect(run('Space')).toBe('measure')
    expect(run('Space', { view: 'plate' })).toBe('plate.start')
  })

  it('leaves the keys of other views alone', () => {
    expect(run('F')).toBe('freeze')
    expect(run('F', { view: 'plate' })).toBeUndefined()
  })

  it('leaves a text field its keys', () => {
    expect(run('F', { typing: true })).toBeUndefined()
    expect(run('Ctrl Z', { typing: true })).toBeUndefined()
    expect(run('Ctrl K', { typing: true })).toBe('palette')
  })

  it('leaves Space and Enter to a control that was reached by keyboard', () => {
    expect(run('Space', { onControl: true })).toBeUndefined()
    expect(run('Enter', { onControl: true })).toBeUndefined()
    expect(run('F', { onControl: true })).toBe('freeze')
  })

  it('leaves arrows to the widget that owns them', () => {
    expect(run('Left')).toBe('left')
    expect(run('Left', { ownsArrows: true })).toBeUndefined()
  })

  it('does nothing under an overlay, nothing by single keys that are off, nothing that is disabled', () => {
    expect(run('Ctrl K', { overlay: true })).toBeUndefined()
    expect(run('F', { singleKeys: false })).toBeUndefined()
    expect(run('Space', { singleKeys: false })).toBe('measure')
    expect(run('D')).toBeUndefined()
  })
})

describe('the palette', () => {
  const titles = ['Take white', 'Take dark', 'Freeze', 'Show the whole spectrum', 'Unfreeze']
  const search = (query: string): string[] => searchCommands(query, titles, (title) => title)

  it('finds words in any order, beginnings first', () => {
    expect(search('freeze')).toEqual(['Freeze', 'Unfreeze'])
    expect(search('wh ta')).toEqual(['Take white'])
    expect(search('wh')).toEqual(['Take white', 'Show the whole spectrum'])
    expect(search('xyz')).toEqual([])
  })

  it('shows everything for nothing', () => {
    expect(search('  ')).toEqual(titles)
  })
})

describe('the registry', () => {
  it('refuses two commands of one name, forgets what was taken away', () => {
    const registry = new CommandRegistry()
    const away = registry.register([command('a', ['A'])])
    expect(() => registry.register([command('a', ['B'])])).toThrow('Two commands are called a.')
    away()
    expect(registry.find('a')).toBeUndefined()
  })

  it('runs what is enabled and remembers the last six', () => {
    const registry = new CommandRegistry()
    const ran: string[] = []
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    registry.register(names.map((id) => command(id, [], { run: () => ran.push(id) })))
    registry.register([
      command('quiet', [], { quiet: true, run: () => ran.push('quiet') }),
      command('off', [], { enabled: () => false, run: () => ran.push('off') }),
    ])
    for (const id of [...names, 'quiet', 'a']) expect(registry.run(id)).toBe(true)
    expect(registry.run('off')).toBe(false)
    expect(registry.run('nobody')).toBe(false)
    expect(ran).toEqual([...names, 'quiet', 'a'])
    expect(registry.recent.map((one) => one.id)).toEqual(['a', 'g', 'f', 'e', 'd', 'c'])
  })

  it('gives a view its own commands and those of the window', () => {
    const registry = new CommandRegistry()
    registry.register([
      command('g', []),
      command('l', [], { context: 'live' }),
      command('p', [], { context: 'plate' }),
    ])
    expect(registry.of('plate').map((one) => one.id)).toEqual(['g', 'p'])
  })
})
