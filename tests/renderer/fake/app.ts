import { control, forecast, insight } from './insight.ts'
import { implement, ORPCError } from '@orpc/server'
import { api, type Notice } from '../../../contract/api.ts'
import type { ProblemData } from '../../../contract/errors.ts'
import type { BenchState } from '../../../contract/instrument.ts'
import type { LiveFrame, Spot } from '../../../contract/live.ts'
import type { RamanSize } from '../../../contract/raman.ts'
import { LatestTopic, RecentTopic } from '../../../core/topic.ts'
import type { AppRouter } from '../../../core/app.ts'
import { readFiles } from '../../../core/app/read-files.ts'
import { benchState, deviceDetail } from './bench.ts'
import { comparison, readingsPage, type Learned } from './learned.ts'
import { provenance } from './provenance.ts'
import { replayed } from './replayed.ts'
import { fakeMaps } from './maps.ts'
import { explainedCard, explainedFace, explanationOf } from './explained.ts'
import {
  correctedOf,
  frameOf,
  rawOf,
  referenceOf,
  spotOf,
  WAVELENGTHS,
  type FrameOptions,
} from './spectra.ts'

/** What the fake bench shows at the moment; every field may be changed while a page looks on. */
export interface Scene {
  bench: BenchState
  frame: FrameOptions
  /** Frames a second; 0 = none. */
  rate: number
  spots: Spot[]
  silentUri: string | undefined
  /** A day's work: plate, models and sessions; undefined = nothing was scanned yet. */
  learned: Learned | undefined
  /** A Raman classifier is kept. */
  explained: boolean
  /** Size of the Raman network that was asked for last. */
  ramanSize: RamanSize | undefined
  /** Fails the next call of `measure.spot`. */
  refuse: ProblemData | undefined
  /** Answers in place of the usual ones, by call ("run.watch"); what one throws is the call's error. */
  answers: Partial<Record<string, (input: unknown) => unknown>>
  /** Calls the page made, in order. */
  readonly calls: string[]
}

/** A bench that exists only for tests of the page: it speaks the real contract and shows whatever it is told to. */
export interface FakeApp {
  readonly router: AppRouter
  readonly scene: Scene
  /** Sends the state after a change of the scene. */
  publish(): void
  notice(notice: Omit<Notice, 'at'>): void
  close(): void
}

/** The error of a call that the bench refuses. */
export const refusal = (data: ProblemData): Error =>
  new ORPCError('PROBLEM', { status: 422, defined: true, data })

export function createFakeApp(): FakeApp {
  const scene: Scene = {
    bench: benchState(),
    frame: { sample: 'Panel 2218-a', white: true, model: true, domain: 'in', gain: 1 },
    rate: 30,
    spots: [],
    silentUri: undefined,
    learned: undefined,
    explained: false,
    ramanSize: undefined,
    refuse: undefined,
    answers: {},
    calls: [],
  }
  const names = ['Cotton, undyed', 'Mug glaze', 'Tile 14', 'Panel 2218-b', 'Panel 2218-a']
  scene.spots = names.map((name, i) =>
    spotOf(i + 1, name, name, new Date(Date.now() - (names.length - i) * 61_000).toISOString(), true),
  )
  const states = new LatestTopic<BenchState>()
  const frames = new LatestTopic<LiveFrame>()
  const notices = new RecentTopic<Notice>(50)
  const notice = (text: Omit<Notice, 'at'>): void =>
    notices.publish({ ...text, at: new Date().toISOString() })
  let seq = 0
  let due = 0
  const timer = setInterval(() => {
    due += scene.rate / 60
    if (due < 1) return
    due -= 1
    frames.publish(frameOf(seq++, Date.now(), scene.frame))
  }, 1000 / 60)
  const os = implement(api).use(async ({ next, path }, input, output) => {
    const call = path.join('.')
    scene.calls.push(call)
    const answer = scene.answers[call]
    return answer === undefined ? next() : output(await answer(input))
  })
  const ok = { ok: true } as const
  const done = () => ok
  const notFaked = (): never => {
    throw refusal({
      code: 'NOT_FOUND',
      title: 'Not part of this bench',
      happened: 'The bench of this test has no such thing.',
      kept: '-',
      next: 'Use the real one.',
    })
  }
  const publish = (): void => states.publish(scene.bench)
  const router: AppRouter = os.router({
    app: {
      about: os.app.about.handler(() => ({
        version: '0.1.0',
        backend: 'TensorFlow.js CPU',
        runtime: 'test',
        dataFolder: '/home/user/.local/share/isochrome',
        platform: 'linux',
      })),
      notices: os.app.notices.handler(() => notices.watch()),
      doctor: os.app.doctor.handler(() => ({
        checks: [
          { name: 'Runtime', ok: true, detail: 'Node 24' },
          {
            name: 'Serial ports',
            ok: false,
            detail: 'your account is not in dialout',
            nextStep: 'Add yourself to group dialout, log in again.',
          },
        ],
      })),
    },
    lamps: {
      photograph: os.lamps.photograph.handler(notFaked),
      spectrum: os.lamps.spectrum.handler(notFaked),
      live: os.lamps.live.handler(notFaked),
      render: os.lamps.render.handler(notFaked),
      figures: os.lamps.figures.handler(() => ({ trainedOn: 'rendered pictures', figures: {} })),
      train: os.lamps.train.handler(notFaked),
      wavecal: os.lamps.wavecal.handler(notFaked),
      ownAxis: os.lamps.ownAxis.handler(notFaked),
    },
    verify: {
      start: os.verify.start.handler(notFaked),
      list: os.verify.list.handler(() => ({ verifications: [] })),
      show: os.verify.show.handler(notFaked),
      chart: os.verify.chart.handler(() => null),
      settings: os.verify.settings.handler(() => ({
        tolerance: { standard: 'Shop floor', limits: { dE00Mean: 0.3, dE00P95: 0.8 } },
        schedule: { days: 30, sessions: null },
      })),
      configure: os.verify.configure.handler(done),
      due: os.verify.due.handler(() => ({ instruments: [] })),
    },
    bench: {
      state: os.bench.state.handler(() => scene.bench),
      watch: os.bench.watch.handler(() => states.watch((value) => value, scene.bench)),
      devices: os.bench.devices.handler(() => ({ devices: scene.bench.devices })),
      detail: os.bench.detail.handler(({ input }) => deviceDetail(input.uri, input.uri === scene.silentUri)),
      addSimulated: os.bench.addSimulated.handler(() => {
        scene.bench = benchState({ activeModel: undefined })
        scene.frame = { ...scene.frame, white: true, model: false }
        scene.rate = 30
        publish()
        return ok
      }),
      connect: os.bench.connect.handler(done),
      release: os.bench.release.handler(done),
      assignRole: os.bench.assignRole.handler(done),
      fault: os.bench.fault.handler(done),
      adjust: os.bench.adjust.handler(({ input }) => deviceDetail(input.uri, input.uri === scene.silentUri)),
      configure: os.bench.configure.handler(() => scene.bench),
    },
    live: { watch: os.live.watch.handler(() => frames.watch((frame, dropped) => ({ ...frame, dropped }))) },
    measure: {
      dark: os.measure.dark.handler(done),
      white: os.measure.white.handler(() => {
        scene.frame = { ...scene.frame, white: true }
        scene.bench = {
          ...scene.bench,
          white: { ...benchState().white, takenAt: new Date().toISOString(), ageSeconds: 0 },
        }
        publish()
        return ok
      }),
      reference: os.measure.reference.handler(() => ({
        instrument: 'Klein K-10-A',
        serial: 'K0010',
        quantity: 'tristimulus' as const,
        unit: 'cd/m2' as const,
        xyz: [95, 100, 108],
      })),
      spot: os.measure.spot.handler(({ input }) => {
        const problem = scene.refuse
        if (problem !== undefined) {
          scene.refuse = undefined
          throw refusal(problem)
        }
        const spot = spotOf(
          scene.spots.length + 1,
          input.name ?? 'Spot',
          scene.frame.sample,
          new Date().toISOString(),
          scene.frame.model,
        )
        scene.spots = [...scene.spots, spot]
        return spot
      }),
      spots: os.measure.spots.handler(() => ({ spots: scene.spots })),
      renameSpot: os.measure.renameSpot.handler(({ input }) => {
        scene.spots = scene.spots.map((spot) => (spot.id === input.id ? { ...spot, name: input.name } : spot))
        return ok
      }),
      undo: os.measure.undo.handler(() => {
        scene.spots = scene.spots.slice(0, -1)
        return { undone: 'store spot' }
      }),
      redo: os.measure.redo.handler(() => ({ redone: null })),
      history: os.measure.history.handler(() => ({ entries: [] })),
    },
    run: {
      scan: os.run.scan.handler(notFaked),
      recalibrate: os.run.recalibrate.handler(notFaked),
      status: os.run.status.handler(() => null),
      pause: os.run.pause.handler(done),
      resume: os.run.resume.handler(done),
      stop: os.run.stop.handler(done),
      answer: os.run.answer.handler(done),
      jump: os.run.jump.handler(done),
      repeat: os.run.repeat.handler(() => ({ patches: [] })),
      watch: os.run.watch.handler(notFaked),
    },
    plate: {
      list: os.plate.list.handler(() => ({ plates: [] })),
      import: os.plate.import.handler(notFaked),
      draw: os.plate.draw.handler(notFaked),
      get: os.plate.get.handler(notFaked),
      view: os.plate.view.handler(() => scene.learned?.plate ?? null),
      exclude: os.plate.exclude.handler(done),
      accept: os.plate.accept.handler(done),
      pair: os.plate.pair.handler(() => ({
        wavelengthNm: WAVELENGTHS,
        spectrometer: rawOf('Tile 14', 1),
        corrected: correctedOf('Tile 14', 1),
        reference: referenceOf('Tile 14'),
      })),
    },
    model: {
      methods: os.model.methods.handler(() => ({
        methods: (scene.learned?.titles ?? []).map((one) => ({ ...one, assumptions: '', minimumPairs: 24 })),
      })),
      train: os.model.train.handler(notFaked),
      compare: os.model.compare.handler(notFaked),
      tournament: os.model.tournament.handler(() => scene.learned?.tournament ?? null),
      cancel: os.model.cancel.handler(done),
      skip: os.model.skip.handler(done),
      list: os.model.list.handler(() => ({ models: scene.learned?.models ?? [] })),
      show: os.model.show.handler(notFaked),
      promote: os.model.promote.handler(({ input }) => {
        const models = scene.learned?.models ?? []
        for (const card of models) if (card.state === 'active') card.state = 'retired'
        const card = models.find((one) => one.version === input.model)
        if (card === undefined) return notFaked()
        card.state = 'active'
        return card
      }),
      insight: os.model.insight.handler(() => insight()),
      forecast: os.model.forecast.handler(() => forecast()),
      keep: os.model.keep.handler(done),
      rollback: os.model.rollback.handler(notFaked),
      export: os.model.export.handler(notFaked),
      import: os.model.import.handler(notFaked),
      evaluate: os.model.evaluate.handler(notFaked),
      correct: os.model.correct.handler(({ input }) => ({
        corrected: input.spectra,
        domain: ['in'],
        interval: null,
        model: input.model ?? 'v7',
        foreign: 0,
      })),
    },
    maps: fakeMaps(os, notFaked),
    session: {
      list: os.session.list.handler(() => ({ sessions: [...(scene.learned?.sessions ?? [])] })),
      create: os.session.create.handler(notFaked),
      open: os.session.open.handler(notFaked),
      rename: os.session.rename.handler(done),
      readings: os.session.readings.handler(({ input }) =>
        readingsPage(
          scene.learned?.sessions.find((one) => one.id === input.session),
          input,
        ),
      ),
      provenance: os.session.provenance.handler(() => provenance()),
      control: os.session.control.handler(() => control()),
      reading: os.session.reading.handler(notFaked),
      replay: os.session.replay.handler(({ input }) => replayed(input.session)),
      restore: os.session.restore.handler(notFaked),
      compare: os.session.compare.handler(({ input }) => comparison(input.a, input.b)),
      readFiles: os.session.readFiles.handler(({ input }) => readFiles(input.files)),
      import: os.session.import.handler(notFaked),
      export: os.session.export.handler(notFaked),
    },
    data: {
      check: os.data.check.handler(() => ({ ok: true, readings: 1400, models: 5, faults: [] })),
      backup: os.data.backup.handler(notFaked),
      merge: os.data.merge.handler(notFaked),
    },
    raman: {
      train: os.raman.train.handler(({ input }) => {
        scene.ramanSize = input.size
        return notFaked()
      }),
      cancel: os.raman.cancel.handler(done),
      list: os.raman.list.handler(() => ({ models: scene.explained ? [explainedCard] : [] })),
      classify: os.raman.classify.handler(notFaked),
      export: os.raman.export.handler(notFaked),
      import: os.raman.import.handler(notFaked),
    },
    explain: {
      subjects: os.explain.subjects.handler(() => ({
        subjects: scene.explained ? [explainedFace.subject] : [],
      })),
      face: os.explain.face.handler(() => explainedFace),
      run: os.explain.run.handler(({ input }) => explanationOf(input)),
    },
    report: { make: os.report.make.handler(notFaked) },
  })
  const close = (): void => {
    clearInterval(timer)
    frames.close()
    states.close()
    notices.close()
  }
  return { router, scene, publish, notice, close }
}
