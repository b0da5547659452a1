import type { LampTrainingEvent } from '../../contract/lamps.ts'
import { Problem } from '../../contract/errors.ts'
import { tensorFlow } from '../tf.ts'
import { seen } from './features.ts'
import { writeLampModel } from './lamp-model.ts'
import type { LabelledPicture, LampTrainingRequest } from './service.ts'
import { trainLamps } from './training.ts'

const examplesOf = (pictures: readonly LabelledPicture[]) =>
  pictures.map(({ label, picture }) => ({ label, seen: seen(picture) }))

/**
 * A training as a stream: the newest progress wins where the listener is slow.
 * @throws Problem WRONG_STATE where the backend cannot learn
 */
export async function* trainingEvents(
  { own, ...request }: LampTrainingRequest,
  signal: AbortSignal,
): AsyncGenerator<LampTrainingEvent, void> {
  const engine = await tensorFlow()
  // The WebAssembly kernels have no gradient of a convolution (TensorFlow.js 4.22).
  if (engine.backend === 'wasm')
    throw new Problem({
      code: 'WRONG_STATE',
      title: 'This machine cannot train the lamp classifier',
      happened: `${engine.title} has no gradients of convolutions.`,
      kept: 'The model that ships with the program; telling lamps works.',
      next: 'Run "npm run tensorflow" once, or set ISOCHROME_BACKEND=cpu and be patient.',
    })
  const started = performance.now()
  let latest: LampTrainingEvent | undefined
  let wake = (): void => undefined
  const stop = new AbortController()
  const both = AbortSignal.any([signal, stop.signal])
  const job = trainLamps(
    engine,
    {
      ...request,
      ...(own ? { own: { training: examplesOf(own.training), validation: examplesOf(own.validation) } } : {}),
    },
    {
      signal: both,
      progress(share, text) {
        latest = { type: 'progress', share, text }
        wake()
      },
    },
  )
  const ended = job.then(
    () => true,
    () => true,
  )
  try {
    for (;;) {
      const news = new Promise<boolean>((resolve) => (wake = () => resolve(false)))
      if (await Promise.race([ended, news])) break
      if (latest) yield latest
    }
    const model = await job
    yield {
      type: 'finished',
      model: writeLampModel(model),
      figures: Object.fromEntries(
        Object.entries(model.figures).map(([name, figures]) => [
          name,
          {
            ...figures,
            perClass: [...figures.perClass],
            confusion: figures.confusion.map((row) => [...row]),
          },
        ]),
      ),
      seconds: (performance.now() - started) / 1000,
    }
  } finally {
    stop.abort(new DOMException('cancelled', 'AbortError'))
    await ended
  }
}
