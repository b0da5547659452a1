import { need } from '../../need.ts'

const electron = need('electron')
const display = need('display')

/** Why the shell cannot be driven here; undefined where it can. */
export const noShell: string | undefined = electron.reason ?? display.reason
