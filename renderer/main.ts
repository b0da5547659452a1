import { mount } from 'svelte'
import Frame from './frame/Frame.svelte'
import { App } from './state/app.svelte.ts'
import './styles/fonts.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/adapted.css'

mount(Frame, { target: document.body, props: { app: new App(window.localStorage) } })
