import type { Component } from 'svelte'
import type { IconName } from '../components/icons.ts'
import type { LampState } from '../components/lamp-state.ts'
import type { App } from '../state/app.svelte.ts'
import { devicesNeed } from './devices/need.ts'
import DevicesInspector from './devices/DevicesInspector.svelte'
import DevicesView from './devices/DevicesView.svelte'
import LampsInspector from './lamps/LampsInspector.svelte'
import LampsView from './lamps/LampsView.svelte'
import ExplainInspector from './explain/ExplainInspector.svelte'
import ExplainView from './explain/ExplainView.svelte'
import { explainNeed } from './explain/need.ts'
import LiveInspector from './live/LiveInspector.svelte'
import LiveView from './live/LiveView.svelte'
import MapsInspector from './maps/MapsInspector.svelte'
import MapsView from './maps/MapsView.svelte'
import { mapsNeed } from './maps/need.ts'
import { modelsNeed } from './models/need.ts'
import ModelsInspector from './models/ModelsInspector.svelte'
import ModelsView from './models/ModelsView.svelte'
import { plateNeed } from './plate/need.ts'
import PlateInspector from './plate/PlateInspector.svelte'
import PlateView from './plate/PlateView.svelte'
import SessionsInspector from './sessions/SessionsInspector.svelte'
import SessionsView from './sessions/SessionsView.svelte'
import { sessionsNeed } from './sessions/verification/need.ts'
import SettingsInspector from './settings/SettingsInspector.svelte'
import SettingsView from './settings/SettingsView.svelte'

/** One entry of the rail with what it puts into the main zone and the inspector. */
export interface ViewSpec {
  readonly name: string
  readonly title: string
  readonly icon: IconName
  readonly place: 'top' | 'bottom'
  readonly main: Component
  readonly inspector: Component
  /** State glyph on the icon: something here needs the operator, or runs there. */
  readonly need?: (app: App) => LampState | undefined
}

/** Every view in rail order; Ctrl 1, Ctrl 2, ... follow this order. */
export const VIEWS: readonly ViewSpec[] = [
  { name: 'live', title: 'Live', icon: 'live', place: 'top', main: LiveView, inspector: LiveInspector },
  {
    name: 'plate',
    title: 'Plate',
    icon: 'plate',
    place: 'top',
    main: PlateView,
    inspector: PlateInspector,
    need: plateNeed,
  },
  {
    name: 'models',
    title: 'Models',
    icon: 'models',
    place: 'top',
    main: ModelsView,
    inspector: ModelsInspector,
    need: modelsNeed,
  },
  {
    name: 'sessions',
    title: 'Sessions',
    icon: 'sessions',
    place: 'top',
    main: SessionsView,
    inspector: SessionsInspector,
    need: sessionsNeed,
  },
  {
    name: 'devices',
    title: 'Devices',
    icon: 'devices',
    place: 'top',
    main: DevicesView,
    inspector: DevicesInspector,
    need: devicesNeed,
  },
  {
    name: 'lamps',
    title: 'Lamps',
    icon: 'lamps',
    place: 'top',
    main: LampsView,
    inspector: LampsInspector,
  },
  {
    name: 'maps',
    title: 'Maps',
    icon: 'maps',
    place: 'top',
    main: MapsView,
    inspector: MapsInspector,
    need: mapsNeed,
  },
  {
    name: 'explain',
    title: 'Explain',
    icon: 'explain',
    place: 'top',
    main: ExplainView,
    inspector: ExplainInspector,
    need: explainNeed,
  },
  {
    name: 'settings',
    title: 'Settings',
    icon: 'settings',
    place: 'bottom',
    main: SettingsView,
    inspector: SettingsInspector,
  },
]
