import type {
  CubeMaps,
  MapFigures,
  MapMethod,
  MapModelCard,
  MapScore,
  MapsState,
} from '../../../contract/maps.ts'
import type { Implementer } from '../../../core/app/implementer.ts'

const SIDE = 24
const BANDS = 20
const NM = Float64Array.from({ length: BANDS }, (_, i) => 950 + 35 * i)
const METHODS: readonly MapMethod[] = ['pls', 'pls-filter', 'pls-local', 'unet']

const valueAt = (pixel: number): number => 50 + 40 * Math.sin((pixel % SIDE) / 4) * Math.cos(pixel / SIDE / 5)
const noiseAt = (pixel: number): number => 25 * Math.sin(12.9898 * pixel)
const plane = (value: (pixel: number) => number) => ({
  height: SIDE,
  width: SIDE,
  values: Float64Array.from({ length: SIDE * SIDE }, (_, pixel) => value(pixel)),
})

const cubes: MapsState['cubes'] = ['cube-1', 'cube-2', 'cube-3', 'cube-4', 'cube-5', 'cube-6'].map(
  (name, i) => ({
    name,
    height: SIDE,
    width: SIDE,
    bands: BANDS,
    wavelengthNm: NM,
    reference: 30 + 7 * i,
    hasMask: true,
    hasTruth: true,
    bytes: 2 * SIDE * SIDE * BANDS,
  }),
)

const score = (method: MapMethod, i: number): MapScore => ({
  method,
  cubes: 6,
  rmseMean: 2 - 0.3 * i,
  correlatedShare: [0.61, 0.98, 0.988, 0.996][i] ?? 0,
  outsideShare: [0.24, 0.02, 0.01, 0][i] ?? 0,
  pixelRmse: [23.1, 9.2, 10.8, 10.1][i] ?? 0,
  edgeSharpness: [0.95, 0.7, 0.5, 0.55][i] ?? 0,
})

/** A model as a training of six cubes leaves it. */
export const fakeMapModel: MapModelCard = {
  kind: 'chemical map',
  name: 'maps 1',
  hash: '0f'.repeat(32),
  created: '2026-11-26T09:31:00.000Z',
  seed: 1,
  bands: BANDS,
  wavelengthNm: NM,
  cubes: cubes.map(({ name }) => name),
  methods: [...METHODS],
  components: 4,
  folds: 3,
  network: { widths: [8, 16, 32], epochs: [118, 96, 131], smooth: 0.01, backend: 'TensorFlow.js CPU' },
  scores: METHODS.map(score),
  verdict:
    'The means of PLS and the U-Net are equally good. PLS with the filter is at least as good in the map.',
  correction: null,
}

const figures = (i: number): MapFigures => {
  const lags = Float64Array.from({ length: 8 }, (_, lag) => lag + 1)
  const nugget = [500, 20, 12, 2][i] ?? 0
  return {
    mean: 49 + i,
    lowest: -20 + 10 * i,
    highest: 120 - 10 * i,
    outsideShare: [0.24, 0.02, 0.01, 0][i] ?? 0,
    pixelRmse: 20 - 4 * i,
    edgeSharpness: 0.9 - 0.1 * i,
    variogram: {
      lags,
      semivariance: lags.map((lag) => nugget + 400 * (1 - Math.exp(-lag / 3))),
      model: 'exponential',
      nugget,
      sill: nugget + 400,
      rangePixels: 3,
      correlatedShare: 400 / (400 + nugget),
    },
  }
}

/** The area of maps on a bench that exists only for tests of the page. */
export function fakeMaps(os: Implementer, notFaked: () => never) {
  let known: MapsState = {
    folder: null,
    cubes: [],
    refused: [],
    models: [],
    training: false,
    resumable: null,
  }
  return {
    state: os.maps.state.handler(() => known),
    open: os.maps.open.handler(notFaked),
    demo: os.maps.demo.handler(() => (known = { ...known, folder: '/home/user/cubes', cubes })),
    synth: os.maps.synth.handler(notFaked),
    references: os.maps.references.handler(() => known),
    band: os.maps.band.handler(() => ({ ...plane(valueAt), low: 10, high: 90 })),
    rgb: os.maps.rgb.handler(() => ({
      red: plane((pixel) => valueAt(pixel) / 100),
      green: plane((pixel) => 1 - valueAt(pixel) / 100),
      blue: plane(() => 0.4),
      bandsNm: [1545, 1300, 1055],
    })),
    spectrum: os.maps.spectrum.handler(({ input }) => ({
      values: NM.map((nm) => 0.5 + 0.3 * Math.sin(nm / 90 + input.x / 5)),
      sample: true,
      corrected:
        input.correction === undefined ? null : NM.map((nm) => 0.52 + 0.28 * Math.sin(nm / 90 + input.x / 5)),
    })),
    corrections: os.maps.corrections.handler(() => ({
      versions: [
        {
          version: 'v7',
          why: 'v7 corrects 81 bands from 380 to 780 nm, cube-1 has 20 bands from 950.0 to 1615.0 nm.',
        },
        { version: 'v8', why: null },
      ],
    })),
    train: os.maps.train.handler(async function* ({ signal }) {
      const progress = {
        type: 'progress',
        folds: 3,
        epochs: 250,
        trainingLoss: 3.2,
        validationLoss: 4.1,
      } as const
      for (let epoch = 1; epoch <= 5; epoch++) {
        yield { ...progress, fold: 2, epoch, fraction: 0.33 + epoch / 750, detail: 'learns from the means' }
        await new Promise((resolve) => setTimeout(resolve, 200))
        signal?.throwIfAborted()
      }
      known = { ...known, models: [fakeMapModel] }
      yield { type: 'finished' as const, card: fakeMapModel, seconds: 1 }
    }),
    predict: os.maps.predict.handler(({ input }): CubeMaps => ({
      cube: input.cube,
      model: 'maps 1',
      maps: METHODS.map((method, i) => ({
        method,
        figures: figures(i),
        seconds: 0.1 + i,
        ...plane((pixel) => valueAt(pixel) + (i === 0 ? noiseAt(pixel) : 0)),
      })),
      truth: plane(valueAt),
      reference: 48,
    })),
    evaluate: os.maps.evaluate.handler(notFaked),
    exportModel: os.maps.exportModel.handler(notFaked),
    importModel: os.maps.importModel.handler(notFaked),
  }
}
