import { Problem } from '../contract/errors.ts'
import type { DeviceState } from '../contract/instrument.ts'
import type { ModelState } from '../contract/model.ts'
import type { RunState } from '../contract/run.ts'

/** Allowed moves of one kind of thing: state -> event -> next state. */
export type StateTable<State extends string, Event extends string> = {
  readonly [S in State]: { readonly [E in Event]?: State }
}

/** The state after `event`. @throws Problem WRONG_STATE for a move the table does not list */
export function transition<State extends string, Event extends string>(
  table: StateTable<State, Event>,
  state: State,
  event: Event,
): State {
  const next = table[state][event]
  if (next === undefined)
    throw new Problem({
      code: 'WRONG_STATE',
      title: `Not possible now`,
      happened: `"${event}" does not apply while the state is "${state}".`,
      kept: 'Nothing was changed.',
      next: `Possible now: ${Object.keys(table[state]).join(', ') || 'nothing'}.`,
    })
  return next
}

/** Whether the table lists `event` for `state`. */
export function allows<State extends string, Event extends string>(
  table: StateTable<State, Event>,
  state: State,
  event: Event,
): boolean {
  return table[state][event] !== undefined
}

/** What moves a run. */
export type RunMove = 'start' | 'pause' | 'resume' | 'stop' | 'finish' | 'fail'
/** What moves a device. */
export type DeviceMove = 'open' | 'opened' | 'begin' | 'end' | 'fault' | 'leave'
/** States of a model before and after it has a card. */
export type ModelLife = ModelState | 'none' | 'training'
/** What moves a model. */
export type ModelMove = 'train' | 'pass' | 'refuse' | 'cancel' | 'promote' | 'retire' | 'reconsider'

/** Life of a run: idle -> running <-> paused -> stopping -> idle | failed. */
export const RUN_TABLE: StateTable<RunState, RunMove> = {
  idle: { start: 'running' },
  running: { pause: 'paused', stop: 'stopping', finish: 'idle', fail: 'failed' },
  paused: { resume: 'running', stop: 'stopping', finish: 'idle', fail: 'failed' },
  stopping: { finish: 'idle', fail: 'failed' },
  failed: { start: 'running' },
}

/** Life of a device: absent -> opening -> ready <-> busy -> faulted -> opening. */
export const DEVICE_TABLE: StateTable<DeviceState, DeviceMove> = {
  absent: { open: 'opening' },
  opening: { opened: 'ready', fault: 'faulted', leave: 'absent' },
  ready: { begin: 'busy', fault: 'faulted', leave: 'absent' },
  busy: { end: 'ready', fault: 'faulted', leave: 'absent' },
  faulted: { open: 'opening', leave: 'absent' },
}

/** Life of a model: none -> training -> candidate -> active -> retired; a refused or retired one may be made active again. */
export const MODEL_TABLE: StateTable<ModelLife, ModelMove> = {
  none: { train: 'training' },
  training: { pass: 'candidate', refuse: 'refused', cancel: 'none' },
  candidate: { promote: 'active', refuse: 'refused' },
  active: { retire: 'retired' },
  retired: { promote: 'active' },
  refused: { reconsider: 'candidate' },
}
