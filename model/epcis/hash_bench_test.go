package epcis_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"suyuan/model/epcis"
)

// hashShipment is an event as a market sends them all day: ten items, a lot, places, parties and papers.
const hashShipment = `{"type":"ObjectEvent","eventTime":"2026-02-03T12:05:06.123+08:00","eventTimeZoneOffset":"+08:00",
"epcList":["urn:epc:id:sgtin:4012345.011111.1001","urn:epc:id:sgtin:4012345.011111.1002",
"urn:epc:id:sgtin:4012345.011111.1003","urn:epc:id:sgtin:4012345.011111.1004","urn:epc:id:sgtin:4012345.011111.1005",
"https://id.gs1.org/01/04012345111118/21/1006","https://id.gs1.org/01/04012345111118/21/1007",
"https://id.gs1.org/01/04012345111118/21/1008","https://id.gs1.org/01/04012345111118/21/1009",
"https://id.gs1.org/01/04012345111118/21/1010"],
"quantityList":[{"epcClass":"urn:epc:class:lgtin:4012345.012345.L20260203","quantity":125.50,"uom":"KGM"}],
"action":"OBSERVE","bizStep":"shipping","disposition":"in_transit","readPoint":{"id":"urn:epc:id:sgln:4012345.00005.0"},
"bizTransactionList":[{"type":"po","bizTransaction":"urn:epc:id:gdti:4012345.00009.PO-4711"},
{"type":"desadv","bizTransaction":"urn:epcglobal:cbv:bt:4012345000009:ASN1099"}],
"sourceList":[{"type":"owning_party","source":"urn:epc:id:pgln:4012345.00225"}],
"destinationList":[{"type":"owning_party","destination":"urn:epc:id:pgln:4023333.00000"}],
"ex:truck":"沪A12345","ex:temperature":4.0}`

func BenchmarkHashID(b *testing.B) {
	ctx := hashExample
	src := []byte(hashShipment)
	event := hashParse(b, hashShipment)

	b.Run("parsed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := epcis.HashID(event, ctx, epcis.HashCBV20); err != nil {
				b.Fatal(err)
			}
		}
		hashPerSecond(b, 1)
	})
	b.Run("with ParseJSON", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			n, err := epcis.ParseJSON(src)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := epcis.HashID(n, ctx, epcis.HashCBV20); err != nil {
				b.Fatal(err)
			}
		}
		hashPerSecond(b, 1)
	})
	b.Run("public documents", func(b *testing.B) { hashBenchPublic(b, false) })
	b.Run("public documents with ParseJSON", func(b *testing.B) { hashBenchPublic(b, true) })
}

func hashPerSecond(b *testing.B, events int) {
	b.Helper()
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// hashBenchPublic hashes every event of the public documents: a mix with large sensor and extension trees.
func hashBenchPublic(b *testing.B, parse bool) {
	dir := filepath.Join(hashConformance(b), "epcis", "doc-json")
	type document struct {
		src    []byte
		events []epcis.Node
		ctx    epcis.Contexts
	}
	var docs []document
	count := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		events, ctx := hashEvents(b, src)
		docs = append(docs, document{src, events, ctx})
		count += len(events)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		for _, d := range docs {
			events, ctx := d.events, d.ctx
			if parse {
				events, ctx = hashEvents(b, d.src)
			}
			for i := range events {
				if _, err := epcis.HashID(&events[i], ctx, epcis.HashCBV20); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	hashPerSecond(b, count)
}
