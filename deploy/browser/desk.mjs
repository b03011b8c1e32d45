// What people do on the pages of the console and of a code, for the stories of stories.mjs. Everything is found by the
// names of fields, by addresses and by roles, so that one story is told in every language; it waits for addresses and
// elements, never for time. What a browser complains of on the way is kept in `faults`.
import { readFileSync, readdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const locales = new URL('../../api/web/locales/', import.meta.url)

// launch starts a browser that asks nobody anything of its own. Its pages share few processes: starting one for every tab
// costs more than most pages.
export function launch(executablePath) {
  return chromium.launch({
    executablePath,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--renderer-process-limit=2', '--process-per-site'],
  })
}

// catalogue reads the words of a language.
export function catalogue(lang) {
  const words = {}
  for (const file of readdirSync(locales)) {
    if (file === lang + '.json' || file.endsWith('.' + lang + '.json')) Object.assign(words, JSON.parse(readFileSync(new URL(file, locales), 'utf8')))
  }
  return words
}

// creditCode writes a unified social credit code with its check character (GB 32100-2015 §4) for a number of ten digits.
export function creditCode(number) {
  const signs = '0123456789ABCDEFGHJKLMNPQRTUWXY'
  const body = '9165010' + String(number).padStart(10, '0')
  const sum = [...body].reduce((sum, sign, i) => sum + signs.indexOf(sign) * (3 ** i % 31), 0)
  return body + signs[(31 - sum % 31) % 31]
}

// Desk is somebody at a screen.
export class Desk {
  constructor(base, browser, screen, words) {
    Object.assign(this, { base, browser, screen, words, faults: [], path: '' })
  }

  async open() {
    this.context = await this.browser.newContext({
      viewport: { width: this.screen.width, height: 800 }, javaScriptEnabled: this.screen.script, locale: this.screen.lang,
      colorScheme: this.screen.theme || 'light',
    })
    this.context.setDefaultTimeout(30000)
    this.tab = await this.context.newPage()
    const at = () => new URL(this.tab.url()).pathname
    this.tab.on('console', (m) => {
      // A refused form is answered 4xx, which browsers report as an error of the network.
      if (['error', 'warning'].includes(m.type()) && !/status of (409|422)/.test(m.text())) this.faults.push(`${at()} says ${m.text()}`)
    })
    this.tab.on('pageerror', (e) => this.faults.push(`${at()} fails: ${e}`))
    this.tab.on('request', (r) => { if (!/^(data|blob):/.test(r.url()) && !r.url().startsWith(this.base)) this.faults.push(`${at()} asks ${r.url()}`) })
    this.tab.on('response', (r) => { if (r.status() >= 400 && ![409, 422].includes(r.status())) this.faults.push(`${r.status()} from ${r.url()}`) })
    return this
  }

  async close() { await this.context.close() }

  async goto(path) {
    const url = new URL(path, this.base)
    url.searchParams.set('lang', this.screen.lang)
    await this.tab.goto(url.href)
  }

  at(path) { return this.tab.waitForURL((url) => path.test(url.pathname + url.search)) }

  // follow opens the first link whose address matches, in the list where it was found.
  async follow(css, path, within = this.tab.locator('main')) {
    await within.locator(css).first().click()
    await this.at(path)
  }

  // says asserts that the page shows a word of the catalogue in its language.
  async says(key, css = 'main') {
    const want = this.words[key]
    if (typeof want !== 'string') throw new Error(`the catalogue has no word ${key}`)
    await this.tab.locator(css).filter({ hasText: want }).first().waitFor()
    const lang = await this.tab.getAttribute('html', 'lang')
    if (lang !== this.screen.lang) throw new Error(`${this.tab.url()} is in ${lang}`)
    const wide = this.screen.script ? await this.tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth') : 0
    if (wide > 0) this.faults.push(`${this.tab.url()} is ${wide} px too wide`)
  }

  form() { return this.tab.locator('main form.form:not(.inline-form)').last() }

  // fill answers questions by the names of their fields.
  async fill(answers) {
    for (const [name, answer] of Object.entries(answers)) {
      const field = this.form().locator(`[name="${name}"]`).first()
      const kind = await field.evaluate((el) => el.tagName === 'SELECT' ? 'select' : el.type)
      if (!await field.isVisible() && kind !== 'radio' && kind !== 'checkbox') await this.form().locator(`details:has([name="${name}"]) > summary`).click()
      if (kind === 'select') await field.selectOption(answer)
      else if (kind === 'radio') await this.form().locator(`[name="${name}"][value="${answer}"]`).check()
      else if (kind === 'checkbox') await field.setChecked(answer)
      else await field.fill(answer)
    }
  }

  // region chooses a province and a place in it, which the server has to list first.
  async region(province, place) {
    const { tab } = this
    await this.fill({ province })
    if (!this.screen.script) await this.form().locator('button.renew').click()
    await tab.locator(`#region option[value="${place}"]`).waitFor({ state: 'attached' })
    await tab.locator('#region:enabled').selectOption(place)
  }

  async send(path) {
    await this.form().locator(':scope > .actions > button[type=submit]').click()
    if (path) await this.at(path)
  }

  async signIn(login, password) {
    await this.goto('/sign-in')
    await this.fill({ login, password })
    await this.send(/^\/console/)
  }
}
