import { describe, expect, test } from 'vitest'
import { axisSettings, frameOf, homingMs, travelMs } from '../../../drivers/devices/grbl-frame.ts'
import { grbl } from '../../../drivers/devices/grbl.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { cancellable, failure, until, within } from '../io.ts'
import { scripted, USUAL } from './scripted.ts'
import type { Answer } from './scripted.ts'

const IO = within(400)
const BANNER = "\r\nGrbl 1.1h ['$' for help]\r\n"
const RESET = '\x18'

interface Board {
  x: number
  y: number
  state: string
  settings: Record<number, number>
}

/** A board as the interface description has it, moving at once; `other` changes single answers. */
function board(
  start: Partial<Board> = {},
  other: (command: string, board: Board) => Answer | typeof USUAL = () => USUAL,
  greeting: string | undefined = BANNER,
) {
  const state: Board = {
    x: -100,
    y: -50,
    state: 'Idle',
    ...start,
    settings: {
      10: 1,
      13: 0,
      20: 1,
      22: 1,
      23: 0,
      25: 6000,
      110: 60_000,
      111: 60_000,
      120: 5000,
      121: 5000,
      130: 200,
      131: 150,
      132: 50,
      ...start.settings,
    },
  }
  const usual = (command: string): Answer => {
    const move = /^G21 G90 (?:G53 G0|G94 G53 G1 F\d+) X(-?[\d.]+) Y(-?[\d.]+)$/.exec(command)
    if (move) {
      state.x = Number(move[1])
      state.y = Number(move[2])
      return 'ok\r\n'
    }
    switch (command) {
      case '?':
        return `<${state.state}|MPos:${state.x.toFixed(3)},${state.y.toFixed(3)},0.000|FS:0,0>\r\n`
      case '!':
        return undefined
      case RESET:
        return BANNER
      case '$I':
        return '[VER:1.1h.20190830:bench 7]\r\n[OPT:V,15,128]\r\nok\r\n'
      case '$$':
        return `${Object.entries(state.settings)
          .map(([number, value]) => `$${number}=${String(value)}`)
          .join('\r\n')}\r\nok\r\n`
      case '$H':
        state.state = 'Idle'
        state.x = -1
        state.y = -1
        return 'ok\r\n'
      case 'G4 P0.01':
        return 'ok\r\n'
      default:
        return 'error:20\r\n'
    }
  }
  const endpoint = scripted(
    '\n',
    `?!${RESET}`,
    (command) => {
      const answer = other(command, state)
      return answer === USUAL ? usual(command) : answer
    },
    greeting,
  )
  const open = async () => grbl.open(await memoryLine(endpoint).open(IO), IO)
  return { state, endpoint, open }
}

describe('opening a table', () => {
  test('waits for the banner and asks nothing before it', async () => {
    const rig = board()
    const device = await rig.open()
    expect(device.identity).toEqual({ model: 'GRBL 1.1h', serial: 'bench 7', firmware: '1.1h.20190830' })
    expect(rig.endpoint.heard).toEqual(['$I', '$$', '?'])
    await device.close()
  })

  test('a board that does not reset at open is reset by a byte', async () => {
    const rig = board({}, () => USUAL, '')
    const device = await rig.open()
    expect(rig.endpoint.heard[0]).toBe(RESET)
    await device.close()
  })

  test('noise of a boot loader before the banner does not matter', async () => {
    const device = await board({}, () => USUAL, `\xf0\x81\xfe${BANNER}`).open()
    expect(device.identity.model).toBe('GRBL 1.1h')
    await device.close()
  })

  test.each<[string, string, string]>([
    ['an older GRBL', "\r\nGrbl 0.9j ['$' for help]\r\n", 'WRONG_DEVICE'],
    ['something that talks differently', 'start\r\necho:Marlin 2.1\r\n', 'WRONG_DEVICE'],
  ])('%s is WRONG_DEVICE', async (_, greeting, code) => {
    const rig = board({}, (command) => (command === RESET ? 'start\r\necho:Marlin 2.1\r\n' : USUAL), greeting)
    expect(await failure(rig.open())).toMatchObject({ code })
  })
})

describe('the speed of moves', () => {
  test('is as fast as both axes can until one is chosen; then every move names it', async () => {
    const rig = board({ settings: { 110: 5000, 111: 3000 } })
    const device = await rig.open()
    expect(device.adjustable!.list()).toMatchObject([
      { id: 'speed', unit: 'mm/min', value: 3000, takes: { min: 100, max: 3000 } },
    ])
    await device.stage!.moveTo(20, 30, IO)
    await device.adjustable!.adjust('speed', 1200, IO)
    await device.stage!.moveTo(40, 30, IO)
    await device.adjustable!.adjust('speed', 3000, IO)
    await device.stage!.moveTo(60, 30, IO)
    expect(rig.endpoint.heard.filter((line) => line.startsWith('G21'))).toEqual([
      'G21 G90 G53 G0 X-180.000 Y-120.000',
      'G21 G90 G94 G53 G1 F1200 X-160.000 Y-120.000',
      'G21 G90 G53 G0 X-140.000 Y-120.000',
    ])
    await device.close()
  })
})

describe('coordinates', () => {
  test('machine space is negative after homing; the stage is not', async () => {
    const rig = board({ state: 'Alarm', x: 0, y: 0 })
    const device = await rig.open()
    await device.stage!.home(IO)
    expect(await device.stage!.position(IO)).toEqual({ xMm: 199, yMm: 149 })
    await device.stage!.moveTo(20, 30, IO)
    expect(rig.state).toMatchObject({ x: -180, y: -120 })
    expect(rig.endpoint.heard.at(-2)).toBe('G4 P0.01')
    await device.close()
  })

  const [x, y] = axisSettings(
    new Map([
      [130, 200],
      [131, 150],
      [23, 1],
    ]),
  )

  test.each([
    ['homed to the positive corner', y, -1, 'homed', -150],
    ['homed to the negative corner', x, -199, 'homed', -200],
    ['compiled to call the switch zero, homing to negative', x, 0, 'homed', 0],
    ['compiled to call the switch zero, homing to positive', y, 0, 'homed', -150],
    ['found standing in positive space', y, 60, 'found', 0],
    ['found standing at its zero', y, 0, 'found', -150],
    ['without switches, zero here', y, 33, 'here', 33],
    ['without switches, zero as switched on', y, 33, 'machine', 0],
  ] as const)('%s', (_, axis, machineMm, known, zeroMm) => {
    const frame = frameOf(axis, axis, { xMm: machineMm, yMm: machineMm }, known)
    expect(frame.toMachine({ xMm: 0, yMm: 10 })).toEqual({ xMm: zeroMm, yMm: zeroMm + 10 })
    expect(frame.toStage(frame.toMachine({ xMm: 7, yMm: 8 }))).toEqual({ xMm: 7, yMm: 8 })
  })

  test('boards that report work positions or inches are understood', async () => {
    let reports = 0
    const work = await board({}, (command) => {
      if (command !== '?') return USUAL
      reports++
      return `<Idle|WPos:10.000,20.000,0.000|FS:0,0${reports > 3 ? '|WCO:-110.000,-70.000,0.000' : ''}>\r\n`
    }).open()
    expect(await work.stage!.position(IO)).toEqual({ xMm: 100, yMm: 100 })
    await work.close()
    const inches = await board({ x: -1, y: -2, settings: { 13: 1 } }).open()
    expect((await inches.stage!.position(IO)).xMm).toBeCloseTo(200 - 25.4, 6)
    await inches.close()
  })

  test('a table without switches takes the place it stands at as its corner', async () => {
    const rig = board({ x: 5, y: 6, settings: { 22: 0 } })
    const device = await rig.open()
    expect(await device.stage!.position(IO)).toEqual({ xMm: 5, yMm: 6 })
    await device.stage!.home(IO)
    expect(rig.endpoint.heard).not.toContain('$H')
    expect(await device.stage!.position(IO)).toEqual({ xMm: 0, yMm: 0 })
    expect((await device.settings(IO)).find(({ name }) => name === 'Homing ($22)')).toMatchObject({
      readBack: 'off',
      ok: false,
    })
    await device.close()
  })

  test('travel and homing times follow the settings', () => {
    const settings = new Map([
      [110, 6000],
      [111, 3000],
      [120, 500],
      [121, 500],
      [25, 2000],
      [130, 300],
      [131, 200],
      [132, 50],
    ])
    const [fast, slow] = axisSettings(settings)
    expect(travelMs({ xMm: 100, yMm: 0 }, fast, slow)).toBeCloseTo(1500 * (1 + 0.2), 6)
    expect(travelMs({ xMm: 0, yMm: 100 }, fast, slow)).toBeCloseTo(1500 * (2 + 0.1), 6)
    expect(homingMs(settings)).toBeCloseTo(1500 * (550 / (2000 / 60) + 10), 6)
    expect(axisSettings(new Map())[0].travelMm).toBe(200)
  })
})

describe('moving', () => {
  test('outside the travel nothing is sent', async () => {
    const rig = board()
    const device = await rig.open()
    const sent = rig.endpoint.heard.length
    for (const [xMm, yMm] of [
      [-0.1, 0],
      [200.1, 0],
      [0, 151],
      [NaN, 0],
    ] as const) {
      expect(await failure(device.stage!.moveTo(xMm, yMm, IO))).toMatchObject({ code: 'STAGE_ALARM' })
    }
    expect(rig.endpoint.heard.length).toBe(sent)
    await device.close()
  })

  test('before homing a locked table says so and does not move', async () => {
    const rig = board({ state: 'Alarm' })
    const device = await rig.open()
    const problem = await failure(device.stage!.moveTo(10, 10, IO))
    expect(problem).toMatchObject({ code: 'STAGE_ALARM', data: { next: 'Home it.' } })
    expect(rig.endpoint.heard.some((line) => line.startsWith('G'))).toBe(false)
    await device.close()
  })

  test.each([
    [1, 'Alarm', true],
    [0, 'Alarm', false],
    [1, 'Door', false],
    [0, 'Idle', true],
  ])('with homing %d the state %s is as it should be: %s', async (homing, state, ok) => {
    const rig = board({ state })
    rig.state.settings[22] = homing
    const device = await rig.open()
    const rows = await device.settings(IO)
    expect(rows.find(({ name }) => name === 'State')).toMatchObject({ readBack: state, ok })
    await device.close()
  })

  test.each<[string, string, RegExp]>([
    ['error:9', 'locked', /locked/],
    ['error:15', 'outside', /outside the travel/],
    ['ALARM:1', 'a limit switch', /limit switch was hit/],
    ['ALARM:2', 'soft limits', /outside the travel/],
  ])('%s (%s) is STAGE_ALARM in words', async (answer, _, words) => {
    const device = await board({}, (command) => (command.startsWith('G21') ? `${answer}\r\n` : USUAL)).open()
    const problem = await failure(device.stage!.moveTo(10, 10, IO))
    expect(problem).toMatchObject({ code: 'STAGE_ALARM' })
    expect((problem as Error).message).toMatch(words)
    await device.close()
  })

  test('after a limit switch only a reset helps, then homing', async () => {
    let critical = false
    const rig = board({}, (command, state) => {
      if (command.startsWith('G21')) {
        critical = true
        return 'ALARM:1\r\n[MSG:Reset to continue]\r\n'
      }
      if (command === RESET) {
        critical = false
        state.state = 'Alarm'
      }
      return critical ? undefined : USUAL
    })
    const device = await rig.open()
    await failure(device.stage!.moveTo(10, 10, IO))
    await device.stage!.home(IO)
    expect(rig.endpoint.heard.slice(-3)).toEqual([RESET, '$H', '?'])
    await device.close()
  })

  test('a controller that restarts in the middle has lost its place', async () => {
    const device = await board({}, (command) => (command.startsWith('G4') ? BANNER : USUAL)).open()
    const problem = await failure(device.stage!.moveTo(10, 10, IO))
    expect(problem).toMatchObject({ code: 'STAGE_ALARM' })
    expect((problem as Error).message).toMatch(/restarted/)
    await device.close()
  })

  test('a table that does not arrive is not believed', async () => {
    const device = await board({}, (command) => (command.startsWith('G21') ? 'ok\r\n' : USUAL)).open()
    const problem = await failure(device.stage!.moveTo(10, 10, IO))
    expect(problem).toMatchObject({ code: 'STAGE_ALARM' })
    expect((problem as Error).message).toContain('100.00, 100.00 mm instead of 10.00, 10.00 mm')
    await device.close()
  })

  test('any other refusal is told with its reason', async () => {
    const device = await board({}, (command) => (command.startsWith('G21') ? 'error:20\r\n' : USUAL)).open()
    expect(await failure(device.stage!.moveTo(10, 10, IO))).toMatchObject({ code: 'DEVICE_REFUSED' })
    await device.close()
  })

  test('a cancelled move brakes at once, and is reset at rest before the next command', async () => {
    let dwell = 0
    const rig = board({}, (command, state) => {
      if (command.startsWith('G4') && dwell++ === 0) {
        state.state = 'Run'
        return undefined
      }
      if (command === '!') state.state = 'Hold:1'
      if (command === '?' && state.state === 'Hold:1') {
        state.state = 'Hold:0'
        return `<Hold:1|MPos:${String(state.x)},${String(state.y)},0.000|FS:0,0>\r\n`
      }
      if (command === RESET) state.state = 'Idle'
      return USUAL
    })
    const device = await rig.open()
    const io = cancellable(5000)
    const moving = failure(device.stage!.moveTo(10, 10, io))
    await until(() => dwell === 1, 'the move')
    io.cancel()
    expect(await moving).toMatchObject({ name: 'AbortError' })
    await until(() => rig.endpoint.heard.at(-1) === '!', 'the brake')
    await device.stage!.moveTo(20, 20, IO)
    const after = rig.endpoint.heard.slice(rig.endpoint.heard.indexOf('!'))
    expect(after.slice(0, 5)).toEqual(['!', '!', '?', '?', RESET])
    await device.close()
  })

  test('a cancelled homing is ended by a reset, which is all that homing listens to', async () => {
    const rig = board({ state: 'Alarm' }, (command) => (command === '$H' ? undefined : USUAL))
    const device = await rig.open()
    const io = cancellable(5000)
    const homing = failure(device.stage!.home(io))
    await until(() => rig.endpoint.heard.includes('$H'), 'homing')
    io.cancel()
    expect(await homing).toMatchObject({ name: 'AbortError' })
    await until(() => rig.endpoint.heard.at(-1) === RESET, 'the reset')
    await device.close()
  })
})
