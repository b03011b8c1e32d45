package service_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"suyuan/model"
	"suyuan/repository"
	"suyuan/repository/repotest"
	"suyuan/service/claim"
)

// seeded are words that only the claimant's data holds.
var seeded = []string{"13812345678", "zeynep@example.test", "زەينەپ", "玻璃碴子", "RCPT-778899", "6222000011112222", "病历写着", "对不起您"}

// seed files a claim with them, and has both sides write.
func (m *market) seed() claim.Filed {
	m.t.Helper()
	idem := model.Idempotency{Key: "privacy-1", Operation: "file-claim", Fingerprint: [32]byte{9}}
	f, err := m.claim.File(m.t.Context(), model.Actor{}, idem, m.filing(m.shop, func(in *claim.Filing) {
		in.Contact = model.ClaimContact{Name: "زەينەپ", Phone: "13812345678", Mail: "zeynep@example.test"}
		in.What, in.Receipt = "里面有玻璃碴子", "RCPT-778899"
	}))
	if err != nil {
		m.t.Fatal(err)
	}
	m.must(m.claim.Ask(m.t.Context(), m.shop.Actor, model.Idempotency{}, claim.Ask{ID: f.ID, Kinds: []model.ClaimFileKind{model.FileHarm}, Note: "对不起您，请补充"}))
	_, err = m.claim.Reply(m.t.Context(), model.Idempotency{Key: "privacy-2", Operation: "move", Fingerprint: [32]byte{8}}, f.Secret, claim.Reply{Event: model.ClaimSupply, Note: "病历写着"})
	if err != nil {
		m.t.Fatal(err)
	}
	if _, err := m.claim.AddEvidence(m.t.Context(), model.Idempotency{Key: "privacy-3", Operation: "add", Fingerprint: [32]byte{7}}, f.Secret, claim.Upload{Kind: model.FilePurchase, Content: photo()}); err != nil {
		m.t.Fatal(err)
	}
	m.accepted(m.shop, f)
	if _, err := m.claim.PayTo(m.t.Context(), f.Secret, claim.Payee{Account: "6222000011112222", Holder: "زەينەپ", Bank: "农行", Consent: true}); err != nil {
		m.t.Fatal(err)
	}
	return f
}

// TestClaim_nothingPersonal: no table but in sealed form, and no file, holds a word of the claimant, and nothing but the
// answer to filing holds the private link.
func TestClaim_nothingPersonal(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.seed()
		hidden := append(slices.Clone(seeded), f.Secret)
		tables := []string{"audit", "moves", "idempotency", "claims", "claim_damages", "claim_secrets", "claim_notes", "claim_files", "claim_offers", "claim_alarms", "claim_findings", "claim_damage_marks", "recall_signals"}
		for _, table := range tables {
			for _, line := range m.dump(table) {
				for _, word := range hidden {
					if strings.Contains(line, word) {
						t.Errorf("%s holds %q: %s", table, word, line)
					}
				}
			}
		}
		m.grep(m.dir, hidden)
		if m.store.Engine() == repository.SQLite {
			m.grep(filepath.Dir(m.storeFile()), hidden)
		}
	})
}

// storeFile is where the embedded database lies.
func (m *market) storeFile() string {
	m.t.Helper()
	file := ""
	m.read("SELECT file FROM pragma_database_list WHERE name = 'main'", func(values []any) { file = fmt.Sprint(values[0]) })
	if file == "" {
		m.t.Fatal("no file")
	}
	return file
}

// dump returns every row of a table as text.
func (m *market) dump(table string) (lines []string) {
	m.t.Helper()
	m.read("SELECT * FROM "+table, func(values []any) {
		line := ""
		for _, v := range values {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			line += fmt.Sprint(v) + "|"
		}
		lines = append(lines, line)
	})
	return lines
}

// read runs a query of the test.
func (m *market) read(query string, each func(values []any)) {
	m.t.Helper()
	rows, err := repotest.SQL(m.t, m.store).QueryContext(m.t.Context(), query)
	if err != nil {
		m.t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		m.t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			m.t.Fatal(err)
		}
		each(values)
	}
	if err := rows.Err(); err != nil {
		m.t.Fatal(err)
	}
}

// grep looks for words in every file below a folder.
func (m *market) grep(dir string, words []string) {
	m.t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		seen++
		for _, w := range words {
			if bytes.Contains(content, []byte(w)) {
				m.t.Errorf("%s holds %q", filepath.Base(path), w)
			}
		}
		return nil
	})
	if err != nil || seen == 0 {
		m.t.Fatalf("%d files, %v", seen, err)
	}
}

// TestClaim_reveal: who claims is told as the claimant has agreed to: to the party, to who has ordered a payment, and to
// the authority of its region that the claimant has asked or that says why it looks; each look is written down, and nobody
// else is told.
func TestClaim_reveal(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f, cover := m.seed(), m.insured()
		told := func(who model.Actor, want error, why ...string) {
			t.Helper()
			if _, err := m.claim.Reveal(t.Context(), who, f.ID, why...); !errors.Is(err, want) {
				t.Errorf("told %v, want %v", err, want)
			}
		}
		told(m.insurer.Actor, model.Forbidden)
		if _, err := m.claim.Order(t.Context(), m.insurer.Actor, model.Idempotency{}, claim.PayOrder{Claim: f.ID, Kind: model.PayerInsurer, Cover: cover, Provider: model.PayoutManual}); err != nil {
			t.Fatal(err)
		}
		told(m.inspector, model.ClaimRevealReason)
		told(m.shop.Actor, nil)
		before := m.must(m.claim.Claim(t.Context(), m.inspector, f.ID))
		if _, _, err := m.claim.OpenEvidence(t.Context(), m.inspector, f.ID, before.Files[0].ID); !errors.Is(err, model.ClaimRevealReason) || before.Reveal || !before.Why {
			t.Errorf("the authority looks without a word: %v", err)
		}
		told(m.inspector, nil, "同批次三起投诉")
		if n := strings.Count(strings.Join(m.dump("audit"), "\n"), "claim.look"); n != 1 {
			t.Errorf("%d reasons are audited", n)
		}
		for _, n := range m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)).Notes {
			if n.Kind == model.NoteLook {
				t.Errorf("the party reads why the authority looks: %q", n.Text)
			}
		}
		for name, who := range map[string]model.Actor{"party": m.shop.Actor, "insurer": m.insurer.Actor, "authority": m.inspector} {
			p, err := m.claim.Reveal(t.Context(), who, f.ID)
			if err != nil || p.Contact.Phone != "13812345678" || p.Contact.Account != "6222000011112222" || p.Story.What != "里面有玻璃碴子" || len(p.Notes) < 2 {
				t.Errorf("%s is told %+v, %v", name, p, err)
			}
			files := m.must(m.claim.Claim(t.Context(), who, f.ID)).Files
			if _, content, err := m.claim.OpenEvidence(t.Context(), who, f.ID, files[0].ID); err != nil || !bytes.HasPrefix(content, []byte("\x89PNG")) {
				t.Errorf("%s opens evidence: %v", name, err)
			}
		}
		for name, c := range map[string]struct {
			who  model.Actor
			want *model.Problem
		}{
			"clerk": {m.shop.staff(model.RoleClerk), model.Forbidden}, "maker": {m.maker.Actor, model.NotFound}, "other authority": {m.foreign, model.NotFound},
			"fund": {m.fund.Actor, model.NotFound}, "nobody": {model.Actor{}, model.Unauthenticated},
		} {
			if _, err := m.claim.Reveal(t.Context(), c.who, f.ID); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		looks := 0
		for _, line := range m.dump("audit") {
			if strings.Contains(line, "claim.reveal") {
				looks++
			}
		}
		if looks != 8 {
			t.Errorf("%d looks are written down", looks)
		}
		// what stands in the file without a look names nobody
		file := fmt.Sprintf("%+v", m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID)))
		for _, word := range seeded[:7] {
			if strings.Contains(file, word) {
				t.Errorf("the file holds %q", word)
			}
		}
	})
}

// TestClaim_erase: once it is over the claimant can have it forgotten; what is kept long enough is forgotten by itself;
// what was done stays and is sound.
func TestClaim_erase(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f, old := m.seed(), m.file(m.shop)
		if err := m.claim.Erase(t.Context(), f.Secret); !errors.Is(err, model.ClaimOpen) {
			t.Errorf("while it is open: %v", err)
		}
		m.reply(f.Secret, model.ClaimWithdraw)
		m.reply(old.Secret, model.ClaimWithdraw)
		if err := m.claim.Erase(t.Context(), f.Secret); err != nil {
			t.Fatal(err)
		}
		if _, err := m.claim.Status(t.Context(), f.Secret); !errors.Is(err, model.ClaimLinkUnknown) {
			t.Errorf("the link: %v", err)
		}
		if _, err := m.claim.Reveal(t.Context(), m.shop.Actor, f.ID); !errors.Is(err, model.ClaimErased) {
			t.Errorf("reveal: %v", err)
		}
		c := m.must(m.claim.Claim(t.Context(), m.shop.Actor, f.ID))
		if c.Erased == 0 || len(c.Moves) == 0 || len(c.Offers) != 1 || len(c.Notes) != 0 || c.Reveal {
			t.Errorf("what stays: %+v", c)
		}
		left := 0
		_ = filepath.WalkDir(m.files, func(_ string, d fs.DirEntry, _ error) error {
			if !d.IsDir() {
				left++
			}
			return nil
		})
		if left != 0 {
			t.Errorf("%d files are left", left)
		}
		m.sound()
		m.days(3*365 - 1)
		if n, err := m.claim.EraseDue(t.Context()); n != 0 || err != nil {
			t.Errorf("%d erased early, %v", n, err)
		}
		m.days(3)
		if n, err := m.claim.EraseDue(t.Context()); n != 1 || err != nil {
			t.Errorf("%d erased, %v", n, err)
		}
		if n, err := m.claim.EraseDue(t.Context()); n != 0 || err != nil {
			t.Errorf("%d erased twice, %v", n, err)
		}
		m.sound()
	})
}

// TestClaim_evidence: pictures are drawn anew and sealed, ten at most, of known kinds, by whom it concerns.
func TestClaim_evidence(t *testing.T) {
	eachMarket(t, func(t *testing.T, m *market) {
		f := m.file(m.shop)
		add := func(kind model.ClaimFileKind, content []byte) error {
			_, err := m.claim.AddEvidence(t.Context(), model.Idempotency{}, f.Secret, claim.Upload{Kind: kind, Content: content})
			return err
		}
		hidden := append(photo(), []byte("13812345678")...) // a second file behind the picture
		if err := add(model.FileGoods, hidden); err != nil {
			t.Fatal(err)
		}
		st, err := m.claim.Status(t.Context(), f.Secret)
		if err != nil || len(st.Files) != 1 || st.Files[0].Media != "image/png" {
			t.Fatalf("%+v %v", st.Files, err)
		}
		if _, content, err := m.claim.Evidence(t.Context(), f.Secret, st.Files[0].ID); err != nil || bytes.Contains(content, []byte("138")) {
			t.Errorf("kept %q, %v", content, err)
		}
		for name, c := range map[string]struct {
			err  error
			want *model.Problem
		}{
			"a text":      {add(model.FileGoods, []byte("hello")), model.FileTypeRefused},
			"half a PDF":  {add(model.FileGoods, []byte("%PDF-1.7 and no end")), model.FileTypeRefused},
			"too large":   {add(model.FileGoods, make([]byte, claim.MaxFile+1)), model.TooLarge},
			"the party's": {add(model.FileAnswer, photo()), model.ValueInvalid},
			"of no kind":  {add("selfie", photo()), model.ValueInvalid},
			"nothing":     {add(model.FileGoods, nil), model.ValueRequired},
			"by a stranger": {func() error {
				_, err := m.claim.AddAnswer(t.Context(), m.maker.Actor, model.Idempotency{}, f.ID, claim.Upload{Content: photo()})
				return err
			}(), model.NotFound},
		} {
			if !errors.Is(c.err, c.want) {
				t.Errorf("%s: %v", name, c.err)
			}
		}
		if _, err := m.claim.AddAnswer(t.Context(), m.shop.Actor, model.Idempotency{}, f.ID, claim.Upload{Content: photo()}); err != nil {
			t.Error(err)
		}
		for range claim.MaxFiles - 2 {
			if err := add(model.FileCost, photo()); err != nil {
				t.Fatal(err)
			}
		}
		if err := add(model.FileCost, photo()); !errors.Is(err, model.ClaimFilesFull) {
			t.Errorf("one too many: %v", err)
		}
	})
}
