package api_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"suyuan/api/apitest"
	"suyuan/repository/repotest"
)

// BenchmarkRatioScan compares requests per second of the consumer's page with those of a bare Gin handler that returns
// the same bytes, over loopback connections, in turns.
func BenchmarkRatioScan(b *testing.B) {
	clock := repotest.NewClock()
	w := apitest.New(b, repotest.SQLite(b, clock), clock, nil)
	maker := furnish(w, "maker")
	owners := map[string]things{"maker": maker}
	trade(w, owners)
	batch := w.JSON(apitest.Request{Method: "GET", Path: "/v1/batches/" + maker.batch, As: "maker/owner"}, http.StatusOK)
	path := batch["link"].(string)[len("http://suyuan.test"):]

	page := httptest.NewServer(w.Server)
	defer page.Close()
	header := http.Header{"Accept": {"text/html"}, "Accept-Encoding": {"gzip"}, "Accept-Language": {"zh-CN"}}
	body := fetch(b, page.URL+path, header)

	router := gin.New()
	router.GET("/bare", func(c *gin.Context) { c.Data(http.StatusOK, "text/html; charset=utf-8", body) })
	bare := httptest.NewServer(router)
	defer bare.Close()

	var ratios []float64
	var ours, theirs float64
	for b.Loop() {
		for range 7 {
			theirs = rate(b, bare.URL+"/bare", header)
			ours = rate(b, page.URL+path, header)
			ratios = append(ratios, ours/theirs)
		}
	}
	slices.Sort(ratios)
	median := ratios[len(ratios)/2]
	verdict := "ok"
	if median < 0.5 {
		verdict = "OVER"
	}
	fmt.Printf("ratio: scan page: %.0f requests/s vs bare Gin %.0f/s, median of %d pairs = %.2f (limit 0.5) %s\n", ours, theirs, len(ratios), median, verdict)
}

func fetch(tb testing.TB, url string, header http.Header) []byte {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, url, nil)
	if err != nil {
		tb.Fatal(err)
	}
	req.Header = header
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		tb.Fatalf("%s: %d %v", url, res.StatusCode, err)
	}
	return body
}

// rate asks for a page for a while on four connections and returns requests per second.
func rate(tb testing.TB, url string, header http.Header) float64 {
	tb.Helper()
	const length = 400 * time.Millisecond
	counts := make(chan int, 4)
	start := time.Now()
	for range cap(counts) {
		go func() {
			n := 0
			for time.Since(start) < length {
				fetch(tb, url, header)
				n++
			}
			counts <- n
		}()
	}
	total := 0
	for range cap(counts) {
		total += <-counts
	}
	return float64(total) / time.Since(start).Seconds()
}
