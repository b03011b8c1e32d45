// Prints pages of labels to PDF, as their stylesheet wants them.
//
//   node print.mjs PLAN.json
//
// PLAN.json: {base, chromium, login, password, pages: [{path, file}]}; a path is what somebody is led to who has said which
// labels are wanted. On standard output one JSON line per page: the box of the code with its quiet zone and the side of a
// module, in micrometres, as the page draws them.
import { readFileSync } from 'node:fs'
import { Desk, launch } from './desk.mjs'

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const browser = await launch(plan.chromium)
const desk = await new Desk(plan.base, browser, { lang: 'zh-CN', width: 1280, script: true }, {}).open()
await desk.signIn(plan.login, plan.password)
for (const page of plan.pages) {
  await desk.goto(page.path)
  await desk.send(/run=/)
  await desk.goto(await desk.tab.locator('main a[href*="/console/labels/"]').first().getAttribute('href'))
  await desk.tab.pdf({ path: page.file, preferCSSPageSize: true })
  console.log(JSON.stringify(await desk.tab.evaluate(() => {
    const code = document.querySelector('#label > rect'), modules = document.querySelector('#label > path')
    const box = Object.fromEntries(['x', 'y', 'width', 'height'].map((name) => [name, Number(code.getAttribute(name))]))
    return { ...box, module: modules.transform.baseVal.consolidate().matrix.a }
  })))
}
if (desk.faults.length) throw new Error(desk.faults.join('\n'))
await browser.close()
