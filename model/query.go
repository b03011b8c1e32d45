package model

// QueryID identifies a named query.
type QueryID = ID[NamedQuery]

// NamedQuery is a query that an organisation has given a name (EPCIS 2.0 §12.5).
type NamedQuery struct {
	ID    QueryID
	OrgID OrgID
	Name  string // unique within the organisation
	Actor string // who created it
	// Query is the JSON of the query as given, Extensions that of the prefixes that the request declared beside it.
	Query      []byte
	Extensions []byte
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
}

// TableName implements schema.Tabler.
func (NamedQuery) TableName() string { return "event_queries" }
