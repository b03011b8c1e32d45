package web

import (
	"html/template"
	"strconv"
	"time"

	"suyuan/model"
)

// Money is an amount of money: its currency before it, two decimals, read from left to right in every language.
type Money model.Money

func (v Money) inline(t *tongue) (template.HTML, error) {
	m := model.Money(v)
	sign := "¥"
	if m.Currency != model.CNY && m.Currency != "" {
		sign = string(m.Currency) + " "
	}
	if m.Fen < 0 {
		sign, m.Fen = "−"+sign, -m.Fen
	}
	return wrap(`<bdi class="amount" dir="ltr">`, escape(sign+t.decimal(m.Amount())), `</bdi>`), nil
}

// Left is a deadline with a bar of the time that is left of all there was since From.
type Left struct{ From, Due, Now model.Instant }

// leftSteps is into how many steps the bar is divided.
const leftSteps = 100

func (v Left) inline(t *tongue) (template.HTML, error) {
	left, whole := v.Due.Sub(v.Now), v.Due.Sub(v.From)
	steps, tone := 0, "danger"
	if left > 0 && whole > 0 {
		steps, tone = int(min(left, whole)*leftSteps/whole), "ok"
	}
	if left > 0 && left < 72*time.Hour {
		tone = "caution"
	}
	said, err := Deadline{v.Due, v.Now}.inline(t)
	bar := `<svg class="time-bar ` + tone + `" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="` + strconv.Itoa(max(steps, 2)) + `" height="1"/></svg>`
	return wrap(`<span class="line">`, said, `</span>`+bar), err
}
