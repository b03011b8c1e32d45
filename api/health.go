package api

import (
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"suyuan/model"
)

// routeHealth registers what operators and balancers ask.
func (s *Server) routeHealth() {
	s.Handle(Operation{
		ID: "health", Method: http.MethodGet, Path: "/healthz", Tag: "operations", Need: model.PermPublic,
		Summary: "The process lives.",
	}, func(c *gin.Context, _ Call) error {
		c.JSON(http.StatusOK, gin.H{"status": "ok", "version": s.opts.Version})
		return nil
	})
	s.Handle(Operation{
		ID: "ready", Method: http.MethodGet, Path: "/readyz", Tag: "operations", Need: model.PermPublic,
		Summary: "The server can do its work: database reachable, schema right, durability settings safe.",
	}, s.ready)
	handler := promhttp.HandlerFor(s.opts.Metrics, promhttp.HandlerOpts{})
	s.Handle(Operation{
		ID: "metrics", Method: http.MethodGet, Path: "/metrics", Tag: "operations", Need: model.PermPublic,
		Summary: "Prometheus metrics.",
	}, func(c *gin.Context, _ Call) error {
		handler.ServeHTTP(c.Writer, c.Request)
		return nil
	})
}

func (s *Server) ready(c *gin.Context, _ Call) error {
	reason := ""
	if s.draining.Load() {
		reason = "draining"
	} else if err := s.opts.Ready(c.Request.Context()); err != nil {
		reason = err.Error()
	}
	if reason != "" {
		c.JSON(http.StatusServiceUnavailable, gin.H{"status": "not ready", "reason": reason})
		return nil
	}
	c.JSON(http.StatusOK, gin.H{"status": "ready"})
	return nil
}

// metrics are the counters of the door.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
}

func newMetrics(reg *prometheus.Registry) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "suyuan_http_requests_total", Help: "Requests by method, route and status.",
		}, []string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "suyuan_http_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
	}
	reg.MustRegister(m.requests, m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other" // a label must not grow with what strangers send
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(route).Observe(took.Seconds())
}
