// Uses the console with Tab and Enter only, and reports what could not be done.
//
//   node keyboard.mjs PLAN.json
//
// PLAN.json: {base, chromium, login, password, screens: [{lang, width}]}. One JSON line per screen on standard output.
import { readFileSync } from 'node:fs'
import { Desk, catalogue, launch } from './desk.mjs'

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const browser = await launch(plan.chromium)
for (const screen of plan.screens) {
  const desk = await new Desk(plan.base, browser, { ...screen, script: true }, catalogue(screen.lang)).open()
  const report = { ...screen, done: [], failure: '' }
  try {
    for (const task of [signIn, skip, menu, refusal]) {
      await task(desk)
      report.done.push(task.name)
    }
  } catch (e) { report.failure = `${e.stack || e}\n${desk.tab.url()}` }
  report.faults = desk.faults
  console.log(JSON.stringify(report))
  await desk.close()
}
await browser.close()

// reach presses Tab until what css names has the focus, and asserts that one sees it at every stop.
async function reach({ tab }, css, most = 60) {
  for (let i = 0; i < most; i++) {
    await tab.keyboard.press('Tab')
    const stop = await tab.evaluate((css) => {
      const el = document.activeElement, style = getComputedStyle(el), box = el.getBoundingClientRect()
      return {
        there: el.matches(css), what: el.outerHTML.slice(0, 90),
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none'),
      }
    }, css)
    if (!stop.seen && stop.what[1] !== 'b') throw new Error(`the focus is not visible on ${stop.what}`)
    if (stop.there) return
  }
  throw new Error(`${most} presses of Tab do not reach ${css}`)
}

function focused({ tab }, css) { return tab.waitForFunction((css) => document.activeElement?.matches(css), css) }

async function signIn(desk) {
  await desk.goto('/sign-in')
  await focused(desk, '[name=login]')
  await desk.tab.keyboard.type(plan.login)
  await reach(desk, '[name=password]')
  await desk.tab.keyboard.type(plan.password)
  await desk.tab.keyboard.press('Enter')
  await desk.at(/^\/console/)
}

// skip is the first stop of a page and leads past the navigation.
async function skip(desk) {
  await desk.goto('/console/products')
  await reach(desk, 'a.skip', 1)
  await desk.tab.keyboard.press('Enter')
  await focused(desk, '#main')
  await reach(desk, 'main a, main button', 1)
}

// menu opens the menu of the person and goes to the own account.
async function menu(desk) {
  await desk.goto('/console')
  await reach(desk, 'details.who > summary')
  await desk.tab.keyboard.press('Enter')
  await reach(desk, 'a[href*="/console/profile"]', 1)
  await desk.tab.keyboard.press('Enter')
  await desk.at(/^\/console\/profile/)
  await desk.goto('/console')
  await reach(desk, desk.screen.width < 800 ? '.tabs-bar a[href*="/console/menu"]' : '.side a[href*="/console/products"]', 120)
  await desk.tab.keyboard.press('Enter')
  await desk.at(/^\/console\/(menu|products)/)
}

// refusal sends a form with faults: the focus stands on the first of them, and what is wrong is said of it.
async function refusal(desk) {
  await desk.goto('/console/products/new')
  await reach(desk, 'main form.form > .actions > button[type=submit]', 90)
  await desk.tab.keyboard.press('Enter')
  await desk.tab.locator('form .note.danger[role=alert]').waitFor()
  await focused(desk, '[aria-invalid=true], [data-focus]')
  const said = await desk.tab.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-describedby'))?.innerText ?? document.activeElement.innerText)
  if (!said.trim()) throw new Error('nothing is said of what has the focus')
}
