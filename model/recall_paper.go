package model

import (
	"slices"
	"strings"
	"unicode"
)

// RecallDocumentKind says what a document written from a case is. Such documents are never stored: each reading writes
// them anew from what stands in the case.
type RecallDocumentKind string

// The documents.
const (
	DocumentPlan         RecallDocumentKind = "plan"          // 食品召回管理办法 Art. 15
	DocumentAnnouncement RecallDocumentKind = "announcement"  // 食品召回管理办法 Art. 16
	DocumentSafetyNotice RecallDocumentKind = "safety-notice" // Regulation (EU) 2023/988 Art. 36
	DocumentPress        RecallDocumentKind = "press-notice"  // in the form of FDA's model press releases
	DocumentEnforcement  RecallDocumentKind = "enforcement"   // in the shape of openFDA food/enforcement
	DocumentGS1          RecallDocumentKind = "gs1"           // fields of the GS1 recall messages
	DocumentStage        RecallDocumentKind = "stage-report"
	DocumentFinal        RecallDocumentKind = "final-report" // 食品召回管理办法 Art. 32
)

// RecallDocumentInfo describes a document.
type RecallDocumentInfo struct {
	Kind RecallDocumentKind
	Name Text
	// Page and Machine say in which forms it is written: for people, and as JSON.
	Page, Machine bool
	// Inside is set for what only who recalls, who ordered it and its authority read.
	Inside bool
}

var recallDocuments = []RecallDocumentInfo{
	{DocumentPlan, Text{"召回计划", "قايتۇرۇۋېلىش پىلانى", "recall plan"}, true, true, true},
	{DocumentAnnouncement, Text{"召回公告", "قايتۇرۇۋېلىش ئېلانى", "recall announcement"}, true, true, false},
	{DocumentSafetyNotice, Text{"欧盟产品安全召回通知", "ياۋروپا ئىتتىپاقى بىخەتەرلىك قايتۇرۇۋېلىش ئۇقتۇرۇشى", "EU product safety recall notice"}, true, false, false},
	{DocumentPress, Text{"新闻稿（美国FDA格式）", "ئاخبارات ماقالىسى (FDA شەكلى)", "press notice (FDA form)"}, true, false, false},
	{DocumentEnforcement, Text{"执法报告数据（openFDA格式）", "ئىجرا دوكلاتى سانلىق مەلۇماتى (openFDA شەكلى)", "enforcement report data (openFDA shape)"}, false, true, false},
	{DocumentGS1, Text{"GS1召回通知字段", "GS1 قايتۇرۇۋېلىش ئۇقتۇرۇشى خانىلىرى", "GS1 recall notification fields"}, false, true, false},
	{DocumentStage, Text{"阶段性总结", "باسقۇچلۇق خۇلاسە", "stage report"}, true, true, true},
	{DocumentFinal, Text{"召回和处置情况报告", "قايتۇرۇۋېلىش ۋە بىر تەرەپ قىلىش دوكلاتى", "report of recall and disposal"}, true, true, true},
}

// RecallDocuments lists the documents.
func RecallDocuments() []RecallDocumentInfo { return recallDocuments }

// RecallDocumentOf returns the description of a document; ok is false for an unknown one.
func RecallDocumentOf(kind RecallDocumentKind) (RecallDocumentInfo, bool) {
	for _, d := range recallDocuments {
		if d.Kind == kind {
			return d, true
		}
	}
	return RecallDocumentInfo{}, false
}

// RecallDocument is a document for people. What nobody has put on record is a Missing value, never left out and never
// guessed.
type RecallDocument struct {
	Kind RecallDocumentKind
	// Headline is in the words that the law prescribes, where it does; Subtitle says the same in the reader's language.
	Headline, Subtitle Text
	// Number is the case's; Written the instant up to which the document knows what happened.
	Number  string
	Written Instant
	// Marks stand above everything: an exercise, a draft, a retraction.
	Marks    []Text
	Sections []DocumentSection
	// Gaps are what the law asks for and the case does not have.
	Gaps []Text
}

// DocumentSection is a part of a document.
type DocumentSection struct {
	Heading Text
	// Level is 2, or 3 for a part of the section before it. Break begins a new page when printed.
	Level      int
	Break      bool
	Facts      []DocumentFact
	Paragraphs []Text
	Table      *DocumentTable
}

// DocumentFact is one line of a section.
type DocumentFact struct {
	Label  Text
	Values []DocumentValue
}

// DocumentTable is a table; every row has as many cells as there are heads.
type DocumentTable struct {
	Heads []Text
	Rows  [][]DocumentValue
	// More counts the rows that are left out.
	More int
}

// DocumentValue is one value: the first of its fields that is set. The zero value is a fact that is not on record.
type DocumentValue struct {
	Words  Text    // in the reader's language
	Plain  string  // as somebody wrote it
	Code   string  // a number or code, always from left to right
	Day    Date    //
	Moment Instant //
	Amount *DocumentAmount
	Count  *int
	Photo  DocumentID // a picture that is open to everybody
}

// DocumentAmount is a quantity with its unit.
type DocumentAmount struct {
	Quantity Quantity
	Unit     Unit
}

// Missing reports whether the fact is not on record.
func (v DocumentValue) Missing() bool { return v == DocumentValue{} }

// softening are expressions that lower the perception of a risk and may not stand in a recall notice of the EU
// (Regulation (EU) 2023/988 Art. 36(2)(c)), each in lower case. Latin ones begin at the beginning of a word.
var softening = []string{
	"voluntary", "voluntarily", "precautionary", "precaution", "discretionary", "at our discretion", "in rare situations", "in rare cases",
	"rarely", "in specific situations", "in specific cases", "out of an abundance of caution", "abundance of caution", "no reported accidents", "no accidents have been reported",
	"no injuries have been reported", "no incidents have been reported",
	"自愿", "主动召回", "预防性", "出于谨慎", "以防万一", "酌情", "极少数情况", "个别情况", "特定情况", "极少数", "未收到事故报告", "尚无事故报告", "未发生事故",
	"ئىختىيارىي", "ئىختىيارى", "ئالدىن ئېلىش", "ئېھتىيات يۈزىسىدىن", "ئاز ئەھۋالدا", "ئايرىم ئەھۋالدا", "ئالاھىدە ئەھۋالدا", "ھادىسە مەلۇم قىلىنمىغان",
}

// RefuseSoftening refuses a hazard text that uses an expression which lowers the perception of the risk, with
// recall-word-softens at the field hazard and the word that was found. It asks this of the rules of the EU alone.
func RefuseSoftening(pack PackID, hazard Text) error {
	if pack != PackEUGPSR {
		return nil
	}
	for _, said := range []string{hazard.ZH, hazard.UG, hazard.EN} {
		if word := SofteningWord(said); word != "" {
			return RecallWordSoftens.At("hazard", P("word", word))
		}
	}
	return nil
}

// SofteningWord returns the first expression of a text that lowers the perception of a risk, or nothing. Case, width,
// spacing and signs that cannot be seen make no difference.
func SofteningWord(text string) string {
	plain := plainWords(text)
	at, found := len(plain)+1, ""
	for _, word := range softening {
		if i := indexWord(plain, word); i >= 0 && (i < at || i == at && len(word) > len(found)) {
			at, found = i, word
		}
	}
	return found
}

// plainWords lowers a text, takes hyphens for spaces, joins runs of spaces and drops signs that cannot be seen.
func plainWords(text string) string {
	mapped := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Mn, r):
			return -1
		case r == '-' || r == '‐' || r == '‑' || r == '_' || unicode.IsSpace(r):
			return ' '
		}
		return unicode.ToLower(r)
	}, narrow(text))
	return strings.Join(strings.Fields(mapped), " ")
}

// indexWord finds a word at the beginning of a word; Chinese has no spaces between words and is found anywhere.
func indexWord(text, word string) int {
	for from := 0; from < len(text); {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		before := []rune(text[:i])
		if word[0] > 0xE0 || len(before) == 0 || !unicode.IsLetter(before[len(before)-1]) {
			return i
		}
		from = i + len(word)
	}
	return -1
}

// AnnouncementVenues says where a recall has to be announced (食品召回管理办法 Art. 17): within one province on the website and
// in the media of its authority, linked to the national site; in two or more on the national site and in central media.
// provinces are those into which the goods have really gone; while the place of some is unknown, as unknown counts, it
// cannot be one province only. Packs without such a rule have none.
func AnnouncementVenues(pack PackID, provinces []Region, unknown int) []PlanVenue {
	if pack != PackCNFood && pack != PackCNFarm {
		return nil
	}
	each := slices.Compact(slices.Sorted(slices.Values(provinces)))
	switch {
	case len(each) == 0 && unknown == 0:
		return nil
	case len(each) == 1 && unknown == 0:
		return []PlanVenue{VenueProvincialSite, VenueProvincialMedia, VenueNationalSite}
	}
	return []PlanVenue{VenueNationalSite, VenueCentralMedia}
}

// Province returns the province in which a region lies, or the region itself when it lies in none.
func (r Region) Province() Region {
	at := r
	for up, ok := at.Parent(); ok && up != Nation; up, ok = up.Parent() {
		at = up
	}
	return at
}
