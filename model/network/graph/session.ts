import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine, Tensor } from '../../tf.ts'
import { TAG, type Value } from './graph.ts'

/** A graph loaded into the TensorFlow library, with variables of its own. */
export interface Session {
  /** Runs what `outputs` need, with `inputs` fed to `ports`; the caller disposes the results. */
  run(ports: readonly Value[], inputs: readonly Tensor[], outputs: readonly Value[]): Tensor[]
  close(): void
}

/** What this file uses of the backend class of tfjs-node. */
interface NodeBackend {
  loadSavedModelMetaGraph(folder: string, tags: string): number
  runSavedModel(
    id: number,
    inputs: readonly Tensor[],
    ports: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): Tensor[]
  deleteSavedModel(id: number): void
}

/** Opens a graph by way of a saved model, the only door that tfjs-node has for graphs. */
export function openSession({ tf }: Engine, savedModel: Uint8Array): Session {
  const backend = tf.backend() as unknown as NodeBackend
  const folder = mkdtempSync(join(tmpdir(), 'isochrome-graph-'))
  let id: number
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel)
    id = backend.loadSavedModelMetaGraph(folder, TAG)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    run: (ports, inputs, outputs) =>
      backend.runSavedModel(
        id,
        inputs,
        ports.map((port) => ({ name: port.id })),
        outputs.map((output) => output.id),
      ),
    close: () => backend.deleteSavedModel(id),
  }
}
