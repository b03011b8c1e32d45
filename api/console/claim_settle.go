package console

import (
	"errors"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/claim"
)

var paymentsBack = web.Link{To: "/console/claim-payments", Text: web.Word("nav.claim-payments")}

// settlements lists the settlement files, and makes one of all approved payments that go by file.
func (v *Visit) settlements() error {
	runs, next, err := v.console.services.Claim.SettlementRuns(v.ctx(), v.Actor, v.page())
	if err != nil {
		return err
	}
	table := web.Table{
		Caption: web.Word("settle.title"), Columns: []web.Column{{Label: "settle.number"}, {Label: "settle.payments", Number: true}, {Label: "settle.total", Number: true}, {Label: "claim.state"}},
		Empty: web.Empty{Title: web.Word("settle.none"), Text: web.Word("settle.none.text")},
	}
	for _, r := range runs {
		state := web.Value(web.Chip{Tone: web.ToneInfo, Text: web.Word("settle.open")})
		at := "/console/claim-settlements/" + r.ID.String()
		row := web.Row{Actions: []web.Action{{To: at + "/file", Text: web.Word("settle.file"), Icon: "arrive", File: true}}}
		if r.EndedAt != 0 {
			state = web.Chip{Tone: web.ToneOK, Text: web.Word("settle.ended")}
		} else {
			row.Actions = append(row.Actions, web.Action{To: at + "/result", Text: web.Word("settle.result"), Icon: "upload"})
		}
		row.Cells = []web.Value{web.Stack{web.Code(r.Number), web.Fine{Text: web.Moment(r.CreatedAt)}}, web.Number(r.Payments), web.Money{Fen: r.Fen, Currency: r.Currency}, state}
		table.Rows = append(table.Rows, row)
	}
	var left int
	return v.run(task{
		form: web.Form{Action: "/console/claim-settlements", Submit: "settle.make", Consequence: web.Word("settle.make.means")},
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Word("settle.title"), Lead: web.Word("settle.lead"), Back: []web.Link{paymentsBack}, Parts: []web.Part{v.paged(table, next), web.Panel{Title: web.Word("settle.make"), Parts: []web.Part{form}}}}
		},
		do: func(*Input) (to, word string, err error) {
			made, err := v.console.services.Claim.Settle(v.ctx(), v.Actor, v.once())
			if left = len(made.Left); left > 0 {
				return "/console/claim-settlements", "settled-left", err
			}
			return "/console/claim-settlements", "settled-made", err
		},
	})
}

// settlementFile sends a settlement file. It holds accounts: nothing keeps a copy on the way.
func (v *Visit) settlementFile() error {
	id, err := model.ParseID[model.PayoutRun](v.Param("id"))
	if err != nil {
		return err
	}
	run, content, err := v.console.services.Claim.SettlementFile(v.ctx(), v.Actor, id)
	if err != nil {
		return err
	}
	v.Writer.Header().Set("Cache-Control", "no-store")
	return v.file(run.Number+".csv", "text/csv; charset=utf-8", content)
}

var outcomeTones = map[claim.SettlementOutcome]web.Tone{
	claim.SettledConfirmed: web.ToneOK, claim.SettledFailed: web.ToneDanger, claim.SettledUnknown: web.ToneCaution, claim.SettledDuplicate: web.ToneCaution, claim.SettledDiffers: web.ToneDanger, claim.SettledAfterFailure: web.ToneDanger,
}

// settlementResult reads the bank's answer back and shows what each of its lines has done.
func (v *Visit) settlementResult() error {
	id, err := model.ParseID[model.PayoutRun](v.Param("id"))
	if err != nil {
		return err
	}
	if v.Request.Method == "GET" {
		runs, err := v.settlementKnown(id)
		if err != nil || !runs {
			return errors.Join(err, model.NotFound.Refuse())
		}
	}
	var report claim.SettlementReport
	back := []web.Link{paymentsBack, {To: "/console/claim-settlements", Text: web.Word("settle.title")}}
	return v.run(task{
		form: web.Form{Submit: "settle.result", Cancel: "/console/claim-settlements", Consequence: web.Word("settle.result.means"), Fields: []web.Field{
			{Name: "file", Label: web.Word("settle.result.file"), Hint: web.Word("settle.result.hint"), Kind: web.KindFile, Accept: ".csv,text/csv", Required: true},
		}},
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Word("settle.result"), Back: back, Narrow: true, Parts: []web.Part{web.Panel{Parts: []web.Part{form}}}}
		},
		do: func(in *Input) (to, word string, err error) {
			file, sent := in.file("file")
			if !sent {
				in.faults.Add("file", model.ValueRequired)
			}
			if err := in.err(); err != nil {
				return "", "", err
			}
			report, err = v.console.services.Claim.ReadSettlement(v.ctx(), v.Actor, v.once(), id, file.Content)
			return "", "", err
		},
		after: func() web.Page {
			table := web.Table{Caption: web.Word("settle.report"), Columns: []web.Column{
				{Label: "settle.line", Number: true}, {Label: "settle.payment"}, {Label: "settle.outcome"}, {Label: "settle.ordered", Number: true}, {Label: "settle.named", Number: true},
			}, Empty: web.Empty{Title: web.Word("settle.report.none")}}
			for _, l := range report.Lines {
				table.Rows = append(table.Rows, web.Row{Cells: []web.Value{
					web.Number(l.Line), web.Code(l.Number), web.Chip{Tone: outcomeTones[l.Outcome], Text: web.Word("settle.outcome." + string(l.Outcome))}, web.Money(l.Ordered), web.Money(l.Amount),
				}})
			}
			return web.Page{Title: web.Word("settle.report"), Back: back, Parts: []web.Part{
				web.Note{Tone: web.ToneInfo, Title: web.Counted{Key: "settle.still-open", N: report.Open}}, table,
			}}
		},
	})
}

// settlementKnown reports whether a settlement file is among the newest of the visitor's company.
func (v *Visit) settlementKnown(id model.PayoutRunID) (bool, error) {
	for page := (model.Page{}); ; {
		runs, next, err := v.console.services.Claim.SettlementRuns(v.ctx(), v.Actor, page)
		if err != nil {
			return false, err
		}
		for _, r := range runs {
			if r.ID == id {
				return true, nil
			}
		}
		if next == "" {
			return false, nil
		}
		page.After = next
	}
}

// payoutEndpoint shows where a payment provider takes orders, and sets it.
func (v *Visit) payoutEndpoint() error {
	row, err := v.console.services.Payouts.Endpoint(v.ctx(), v.Actor)
	if err != nil && !errors.Is(err, model.NotFound) {
		return err
	}
	var parts []web.Part
	if err == nil {
		parts = append(parts, web.Panel{Title: web.Word("payout.now"), Parts: []web.Part{
			web.Facts{{Label: "payout.address", Value: web.Code(row.Address)}, {Label: "payout.since", Value: web.Moment(row.CreatedAt)}},
			web.Form{Action: "/console/payout-endpoint/" + row.ID.String() + "/remove", Submit: "payout.remove", Danger: true, Quiet: true, Consequence: web.Word("payout.remove.means")},
		}})
	}
	secret := ""
	back := []web.Link{paymentsBack}
	return v.run(task{
		form: web.Form{Submit: "payout.set", Consequence: web.Word("payout.set.means"), Fields: []web.Field{
			{Name: "address", Label: web.Word("payout.address"), Hint: web.Word("payout.address.hint"), Kind: web.KindCode, Max: 500, Required: true},
		}},
		page: func(form web.Form) web.Page {
			return web.Page{Title: web.Word("payout.title"), Lead: web.Word("payout.lead"), Back: back, Narrow: true, Parts: append(parts, web.Panel{Title: web.Word("payout.set"), Parts: []web.Part{form}})}
		},
		do: func(in *Input) (to, word string, err error) {
			if err := in.err(); err != nil {
				return "", "", err
			}
			_, secret, err = v.console.services.Payouts.SetEndpoint(v.ctx(), v.Actor, in.text("address"))
			return "", "", err
		},
		after: func() web.Page {
			return web.Page{Title: web.Word("payout.title"), Back: append(back, web.Link{To: "/console/payout-endpoint", Text: web.Word("payout.title")}), Narrow: true, Parts: []web.Part{
				web.Secret{ID: "payout-secret", Label: web.Word("payout.secret"), Text: secret}, web.Prose{web.Word("payout.secret.text")},
			}}
		},
	})
}

func (v *Visit) removePayoutEndpoint() error {
	id, err := model.ParseID[model.PayoutEndpoint](v.Param("id"))
	if err != nil {
		return err
	}
	return v.press(func() (to, word string, err error) {
		return "/console/payout-endpoint", "payout-removed", v.console.services.Payouts.RemoveEndpoint(v.ctx(), v.Actor, id)
	})
}
