package api

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"sync"

	"github.com/gin-gonic/gin"

	"suyuan/model"
	"suyuan/service/recall"
)

// routeRecallList registers the list of recalls for tills without a network.
func (s *Server) routeRecallList() {
	lists := &listAnswers{server: s}
	s.Handle(Operation{
		ID: "recall-list", Method: http.MethodGet, Path: "/v1/recall-list", Tag: "recall", Need: model.PermPublic,
		Summary: "The signed list of recalled lots, serial numbers and containers for tills without a network; ?since= an epoch gives the changes that follow it. " +
			"Its form is described in model/RECALL_LIST.md.",
	}, lists.answer)
}

// listAnswers keeps the compressed whole list.
type listAnswers struct {
	server *Server
	mu     sync.Mutex
	of     recall.SignedList
	zipped []byte
}

func (l *listAnswers) answer(c *gin.Context, _ Call) error {
	since := model.Seq(0)
	if text, given := c.GetQuery("since"); given {
		n, err := strconv.ParseInt(text, 10, 62)
		if err != nil || n < 0 {
			return model.ValueInvalid.At("since", model.P("value", clip(text, 20)))
		}
		since = model.Seq(n)
	}
	list, err := l.server.services.RecallLists.List(c.Request.Context(), since)
	if err != nil {
		return err
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=60")
	h.Set("Vary", "Accept-Encoding")
	h.Set("X-Recall-Epoch", strconv.FormatInt(int64(list.Epoch), 10))
	openToAll(h)
	etag := entityTag(list.Text, "")
	h.Set("ETag", etag)
	if matches(c.GetHeader("If-None-Match"), etag) {
		c.Status(http.StatusNotModified)
		c.Writer.WriteHeaderNow()
		return nil
	}
	content := list.Text
	if acceptsGzip(c.Request) {
		if content, err = l.compress(list, since == 0); err != nil {
			return err
		}
		h.Set("Content-Encoding", "gzip")
	}
	c.Data(http.StatusOK, "text/plain; charset=utf-8", content)
	return nil
}

func (l *listAnswers) compress(list recall.SignedList, keep bool) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if keep && bytes.Equal(l.of.Text, list.Text) {
		return l.zipped, nil
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(list.Text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	if keep {
		l.of, l.zipped = list, out.Bytes()
	}
	return out.Bytes(), nil
}
