import { chromium } from 'playwright'
import { spawn } from 'node:child_process'
import { locateBrowser } from '/work/maps/scripts/tools/browser.ts'
import { existsSync, mkdirSync } from 'node:fs'
const env={...process.env,XDG_DATA_HOME:'/tmp/iso-data'}; delete (env as any).ISOCHROME_HOME
const child=spawn(process.execPath,['/work/maps/scripts/isochrome.mjs','serve','--simulate','--no-open','--port','0','--fast'],{env,stdio:['ignore','pipe','inherit']})
const url=await new Promise<string>(r=>child.stdout.once('data',d=>r(String(d).trim().split('\n')[0]!)))
const program={url,stop:async()=>{child.kill('SIGINT')}}
const browser=await chromium.launch({executablePath:(locateBrowser() as any).executable,args:['--no-sandbox','--disable-gpu']})
const page=await (await browser.newContext({viewport:{width:1440,height:900},colorScheme:'dark'})).newPage()
page.on('console',m=>{if(m.type()==='error'||m.type()==='warning')console.log('CONSOLE',m.text())}); page.on('pageerror',e=>console.log('PAGEERR',e.message))
page.setDefaultTimeout(120000)
await page.goto(program.url)
await page.getByRole('link',{name:'Maps'}).click()
await page.waitForTimeout(1500); await page.screenshot({path:'/tmp/m-empty.png'})
await page.getByRole('button',{name:/Demo: meat/}).click()
await page.getByText('cube-01').first().waitFor(); await page.waitForTimeout(2500)
const box=(await page.locator('main canvas').first().boundingBox())!; await page.mouse.move(box.x+box.width/2,box.y+box.height/2); await page.waitForTimeout(1000)
await page.screenshot({path:'/tmp/m-cube.png'})
if(process.argv[2]==='train'){
 const t=Date.now()
 await page.getByRole('main').getByRole('button',{name:/Learn maps|Go on/}).click()
 await page.waitForTimeout(15000); await page.screenshot({path:'/tmp/m-train.png'})
 await page.getByRole('img',{name:/Map by U-Net/}).waitFor({timeout:1500000}); console.log('trained',(Date.now()-t)/1000)
}
if(process.argv[2]){
 await page.getByRole('radio',{name:'Maps'}).click(); await page.getByText('error in a pixel').waitFor(); await page.waitForTimeout(1500)
 for(const [w,h] of [[1440,900],[1024,700],[1280,800],[1920,1080]]){await page.setViewportSize({width:w!,height:h!}); await page.waitForTimeout(1200); await page.screenshot({path:`/tmp/m-maps-${w}.png`})}
 await page.setViewportSize({width:1440,height:900}); await page.getByText('Difference').click(); await page.waitForTimeout(800); await page.screenshot({path:'/tmp/m-diff.png'})
}
await browser.close(); await program.stop()
