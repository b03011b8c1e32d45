package console

import (
	"slices"
	"time"

	"suyuan/api/web"
	"suyuan/model"
	"suyuan/service/access"
)

func (c *Console) routeKeys() {
	c.get("keys", "/console/keys", model.PermKeyRead, "The API keys of the organisation.", (*Visit).keys)
	c.form("new-key", "/console/keys/new", model.PermKeyWrite, "Make an API key.", (*Visit).newKey)
	c.get("key", "/console/keys/{id}", model.PermKeyRead, "One API key.", (*Visit).key)
	c.form("rotate-key", "/console/keys/{id}/rotate", model.PermKeyWrite, "Replace an API key.", (*Visit).rotateKey)
	c.form("revoke-key", "/console/keys/{id}/revoke", model.PermKeyWrite, "End an API key.", (*Visit).revokeKey)
}

func (v *Visit) keys() error {
	rows, next, err := v.console.services.Access.Keys(v.ctx(), v.Actor, v.page())
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Word("nav.keys"), Lead: web.Word("key.list.lead")}
	table := web.Table{
		Caption: web.Word("nav.keys"), ID: "keys",
		Columns: []web.Column{{Label: "key.name"}, {Label: "key.mark"}, {Label: "person.role"}, {Label: "key.state"}, {Label: "key.ends"}, {Label: "key.used"}},
		Empty:   web.Empty{Title: web.Word("key.none"), Text: web.Word("key.none.text")},
	}
	if v.can(model.PermKeyWrite) {
		page.Actions = []web.Action{{To: "/console/keys/new", Text: web.Word("key.new"), Icon: "plus", First: true}}
		table.Empty.Action = &page.Actions[0]
	}
	for _, k := range rows {
		table.Rows = append(table.Rows, web.Row{To: "/console/keys/" + k.ID.String(), Cells: []web.Value{
			web.Plain(k.Name), markOf(k), roleNames(k), v.keyState(k), web.Moment(k.ExpiresAt), keyUsed(k),
		}})
	}
	page.Parts = []web.Part{v.paged(table, next)}
	return v.show(page)
}

// markOf is the public beginning of a key, by which people recognise it.
func markOf(k model.APIKey) web.Value { return web.Code("syk_" + k.Prefix + "_…") }

func roleNames(k model.APIKey) web.Value {
	var names web.Inline
	for _, r := range k.RoleList() {
		names = append(names, roleName(r))
	}
	return names
}

func keyUsed(k model.APIKey) web.Value {
	if k.UsedAt.IsZero() {
		return web.Fine{Text: web.Word("key.never")}
	}
	return web.Moment(k.UsedAt)
}

// lives reports whether a key still opens the door.
func (v *Visit) lives(k model.APIKey) bool { return k.RevokedAt.IsZero() && k.ExpiresAt > v.now() }

func (v *Visit) keyState(k model.APIKey) web.Value {
	switch {
	case !k.RevokedAt.IsZero():
		return web.Chip{Tone: web.ToneDanger, Text: web.Word("key.revoked")}
	case !v.lives(k):
		return web.Chip{Text: web.Word("key.expired")}
	case k.NextID != "":
		return web.Chip{Tone: web.ToneCaution, Text: web.Word("key.replaced")}
	}
	return web.Chip{Tone: web.ToneOK, Text: web.Word("key.active")}
}

func (v *Visit) newKey() error {
	scopes := web.Field{Name: "scopes", Label: web.Word("key.scopes"), Hint: web.Word("key.scopes.hint"), Kind: web.KindTicks}
	for _, p := range model.Permissions() {
		if p != model.PermPublic && v.can(p) {
			scopes.Options = append(scopes.Options, web.Option{Value: string(p), Text: web.Text(model.PermissionWords[p]), Hint: web.Code(p)})
		}
	}
	var made access.IssuedKey
	return v.run(task{
		form: web.Form{Submit: "key.make", Cancel: "/console/keys", Fields: []web.Field{
			{Name: "name", Label: web.Word("key.name"), Hint: web.Word("key.name.hint"), Kind: web.KindText, Required: true, Max: 80},
			v.roleField("roles", "key.role", ""),
			scopes,
			v.endField(),
		}},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("key.new"), Lead: web.Word("key.new.lead"), Narrow: true, Back: []web.Link{{To: "/console/keys", Text: web.Word("nav.keys")}},
				Parts: []web.Part{web.Panel{Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			cmd := access.NewKey{Name: in.text("name"), Roles: []model.Role{model.Role(in.text("roles"))}, ExpiresAt: v.endOf(in)}
			if in.text("roles") == "" {
				in.faults.Add("roles", model.ValueRequired)
			}
			for _, s := range in.list("scopes") {
				cmd.Scopes = append(cmd.Scopes, model.Permission(s))
			}
			v.scopesFit(in, cmd)
			if err := in.err(); err != nil {
				return "", "", err
			}
			made, err = v.console.services.Access.CreateKey(v.ctx(), v.Actor, v.once(), cmd)
			return "", "", err
		},
		after: func() web.Page { return issued(made) },
	})
}

// scopesFit notes the first scope that the chosen role does not give, by its name.
func (v *Visit) scopesFit(in *Input, cmd access.NewKey) {
	given := model.Actor{Org: v.Actor.Org, OrgKind: v.Actor.OrgKind, OrgState: model.OrgActive, Roles: cmd.Roles}
	at := slices.IndexFunc(cmd.Scopes, func(p model.Permission) bool { return !given.Can(p) })
	if at >= 0 && cmd.Roles[0] != "" {
		in.faults.Add("scopes", model.ScopeBeyondRole, model.P("permission", named(model.PermissionWords[cmd.Scopes[at]], v.Lang, string(cmd.Scopes[at]))))
	}
}

// named is a word, or the code of what has none.
func named(t model.Text, lang model.Lang, code string) string {
	if t.Empty() {
		return code
	}
	return t.In(lang)
}

func (v *Visit) endField() web.Field {
	return web.Field{Name: "expires_at", Label: web.Word("key.ends"), Hint: web.Word("key.ends.hint"), Kind: web.KindDay, Value: string(model.DateOf(v.now().Add(access.KeyDefault), v.console.opts.Zone))}
}

// endOf is the end of the day that was chosen, zero when none was.
func (v *Visit) endOf(in *Input) model.Instant {
	day := in.day("expires_at")
	if day == "" {
		return 0
	}
	return min(day.AddDays(1).Start(v.console.opts.Zone), v.now().Add(access.KeyLongest-time.Hour))
}

// issued shows the text of a new key, this once.
func issued(k access.IssuedKey) web.Page {
	return web.Page{
		Title: web.Word("key.issued"), Narrow: true, Back: []web.Link{{To: "/console/keys", Text: web.Word("nav.keys")}},
		Parts: []web.Part{
			web.Note{Tone: web.ToneCaution, Title: web.Word("key.issued.once"), Text: []web.Value{web.Word("key.issued.text")}},
			web.Panel{Title: web.Plain(k.Name), Parts: []web.Part{
				web.Secret{ID: "key-text", Label: web.Word("key.text"), Text: k.Text},
				web.Facts{{Label: "person.role", Value: roleNames(k.APIKey)}, {Label: "key.ends", Value: web.Moment(k.ExpiresAt)}},
				web.Prose{web.Word("key.issued.use"), web.Code("Authorization: Bearer syk_…")},
			}},
			web.Buttons{{To: "/console/keys", Text: web.Word("key.issued.done"), First: true}, {To: "/docs", Text: web.Word("key.docs")}},
		},
	}
}

// theKey is the key that the address names.
func (v *Visit) theKey() (model.APIKey, error) {
	id, err := model.ParseID[model.APIKey](v.Param("id"))
	if err != nil {
		return model.APIKey{}, err
	}
	return v.console.services.Access.Key(v.ctx(), v.Actor, id)
}

func (v *Visit) key() error {
	k, err := v.theKey()
	if err != nil {
		return err
	}
	here := "/console/keys/" + k.ID.String()
	page := web.Page{
		Title: web.Plain(k.Name), Narrow: true, Chips: []web.Value{v.keyState(k)}, Back: []web.Link{{To: "/console/keys", Text: web.Word("nav.keys")}},
		Parts: []web.Part{web.Panel{Parts: []web.Part{v.keyFacts(k)}}},
	}
	if v.can(model.PermKeyWrite) && v.lives(k) {
		if _, lacks := v.Actor.Lacks(k.RoleList(), k.ScopeList()); k.NextID == "" && !lacks {
			page.Actions = append(page.Actions, web.Action{To: here + "/rotate", Text: web.Word("key.rotate")})
		}
		page.Actions = append(page.Actions, web.Action{To: here + "/revoke", Text: web.Word("key.revoke")})
	}
	return v.show(page)
}

func (v *Visit) keyFacts(k model.APIKey) web.Facts {
	scopes := web.Stack{}
	for _, p := range k.ScopeList() {
		scopes = append(scopes, web.Text(model.PermissionWords[p]))
	}
	if len(scopes) == 0 {
		scopes = web.Stack{web.Word("key.scopes.all")}
	}
	facts := web.Facts{
		{Label: "key.mark", Value: markOf(k)},
		{Label: "person.role", Value: roleNames(k)},
		{Label: "key.scopes", Value: scopes},
		{Label: "key.made", Value: web.Moment(k.CreatedAt)},
		{Label: "key.ends", Value: web.Moment(k.ExpiresAt)},
		{Label: "key.used", Value: keyUsed(k)},
		{Label: "key.revoked-at", Value: web.Moment(k.RevokedAt)},
	}
	if k.NextID != "" {
		facts = append(facts, web.Fact{Label: "key.next", Value: web.Link{To: "/console/keys/" + k.NextID.String(), Text: web.Plain(k.Name)}})
	}
	return facts
}

func (v *Visit) rotateKey() error {
	k, err := v.theKey()
	if err != nil {
		return err
	}
	back := "/console/keys/" + k.ID.String()
	var made access.IssuedKey
	return v.run(task{
		form: web.Form{Submit: "key.rotate", Cancel: back, Consequence: web.Word("key.rotate.consequence"), Fields: []web.Field{
			v.endField(),
			{Name: "overlap", Label: web.Word("key.overlap"), Kind: web.KindRadio, Value: "1", Options: []web.Option{
				{Value: "1", Text: web.Counted{Key: "key.days", N: 1}}, {Value: "3", Text: web.Counted{Key: "key.days", N: 3}}, {Value: "7", Text: web.Counted{Key: "key.days", N: 7}},
			}},
		}},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("key.rotate"), Narrow: true, Back: []web.Link{{To: "/console/keys", Text: web.Word("nav.keys")}, {To: back, Text: web.Plain(k.Name)}},
				Parts: []web.Part{web.Panel{Title: web.Plain(k.Name), Parts: []web.Part{f}}},
			}
		},
		do: func(in *Input) (to, word string, err error) {
			days := max(1, min(in.whole("overlap"), 7))
			cmd := access.KeyRotation{ID: k.ID, ExpiresAt: v.endOf(in), OldEndsAt: v.now().Add(time.Duration(days)*24*time.Hour - time.Minute)}
			if err := in.err(); err != nil {
				return "", "", err
			}
			made, err = v.console.services.Access.RotateKey(v.ctx(), v.Actor, v.once(), cmd)
			return "", "", err
		},
		after: func() web.Page { return issued(made) },
	})
}

func (v *Visit) revokeKey() error {
	k, err := v.theKey()
	if err != nil {
		return err
	}
	back := "/console/keys/" + k.ID.String()
	return v.run(task{
		form: web.Form{Submit: "key.revoke", Danger: true, Cancel: back, Consequence: web.Word("key.revoke.consequence")},
		page: func(f web.Form) web.Page {
			return web.Page{
				Title: web.Word("key.revoke"), Narrow: true, Back: []web.Link{{To: "/console/keys", Text: web.Word("nav.keys")}, {To: back, Text: web.Plain(k.Name)}},
				Parts: []web.Part{web.Panel{Title: web.Plain(k.Name), Parts: []web.Part{v.keyFacts(k), f}}},
			}
		},
		do: func(*Input) (to, word string, err error) {
			return back, "key-revoked", v.console.services.Access.RevokeKey(v.ctx(), v.Actor, k.ID)
		},
	})
}
