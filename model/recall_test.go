package model_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"suyuan/model"
)

// recallCharts are the machines of the recall room.
func recallCharts() []model.Chart {
	return []model.Chart{model.RecallLifecycle.Chart(), model.SignalLifecycle.Chart(), model.TaskLifecycle.Chart()}
}

func TestRecallCharts(t *testing.T) {
	t.Parallel()
	for _, c := range recallCharts() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			soundChart(t, c)
			leaving := map[string]bool{}
			for _, mv := range c.Moves {
				leaving[mv.From] = true
			}
			var ends []string
			for _, s := range c.States {
				if !leaving[s.Code] {
					ends = append(ends, s.Code)
				}
			}
			want := map[string][]string{"recall": {"cancelled"}, "recall-signal": {"unsafe", "merged"}, "recall-task": {"withdrawn"}}[c.Name]
			slices.Sort(ends)
			slices.Sort(want)
			if !slices.Equal(ends, want) {
				t.Errorf("%s ends in %q, want %q", c.Name, ends, want)
			}
		})
	}
	strayWords(t, &model.RecallLifecycle)
	strayWords(t, &model.SignalLifecycle)
	strayWords(t, &model.TaskLifecycle)
}

// walk follows events and returns the states passed, or fails.
func follow[S, E ~string](t *testing.T, m *model.Machine[S, E], events ...E) S {
	t.Helper()
	at := m.Initial
	for _, e := range events {
		mv, err := m.Next(at, e)
		if err != nil {
			t.Fatalf("%s on %s: %v", at, e, err)
		}
		at = mv.To
	}
	return at
}

func TestRecallStories(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events []model.RecallEvent
		want   model.RecallState
	}{
		"voluntary, closed":            {[]model.RecallEvent{model.RecallAssess, model.RecallFilePlan, model.RecallObject, model.RecallFilePlan, model.RecallAnnounce, model.RecallExecute, model.RecallExtend, model.RecallExtend, model.RecallDispose, model.RecallReport, model.RecallEvaluate, model.RecallClose}, model.RecallClosed},
		"ordered, proclaimed":          {[]model.RecallEvent{model.RecallOrder, model.RecallProclaim}, model.RecallAnnounced},
		"ordered, by the producer":     {[]model.RecallEvent{model.RecallAssess, model.RecallOrder, model.RecallFilePlan, model.RecallAnnounce}, model.RecallAnnounced},
		"withdrawal":                   {[]model.RecallEvent{model.RecallAssess, model.RecallWithdraw, model.RecallDispose, model.RecallReport, model.RecallEvaluate, model.RecallClose}, model.RecallClosed},
		"withdrawal that was too late": {[]model.RecallEvent{model.RecallAssess, model.RecallWithdraw, model.RecallReachedSale, model.RecallFilePlan, model.RecallAnnounce}, model.RecallAnnounced},
		"too weak":                     {[]model.RecallEvent{model.RecallOrder, model.RecallProclaim, model.RecallExecute, model.RecallFindLacking, model.RecallExecute, model.RecallDispose, model.RecallResume}, model.RecallExecuting},
		"a new plan":                   {[]model.RecallEvent{model.RecallOrder, model.RecallProclaim, model.RecallFindLacking, model.RecallReturnToPlan}, model.RecallAssessed},
		"late event":                   {[]model.RecallEvent{model.RecallOrder, model.RecallProclaim, model.RecallExecute, model.RecallDispose, model.RecallReport, model.RecallEvaluate, model.RecallEndActive, model.RecallReopen, model.RecallExecute}, model.RecallExecuting},
		"no case":                      {[]model.RecallEvent{model.RecallAssess, model.RecallCancel}, model.RecallCancelled},
		"revoked":                      {[]model.RecallEvent{model.RecallOrder, model.RecallProclaim, model.RecallRevoke}, model.RecallCancelled},
	} {
		if got := follow(t, &model.RecallLifecycle, c.events...); got != c.want {
			t.Errorf("%s ends %s, want %s", name, got, c.want)
		}
	}
}

// TestOnlyTheAuthorityDecides: no role of a company can order, evaluate, extend or close a recall, and no role of a
// regulator announces one in the producer's name.
func TestOnlyTheAuthorityDecides(t *testing.T) {
	t.Parallel()
	for _, k := range orgKinds() {
		a := member(k, model.Roles()...)
		for _, mv := range model.RecallLifecycle.Moves {
			official := slices.Contains([]model.RecallEvent{
				model.RecallOrder, model.RecallProclaim, model.RecallObject, model.RecallExtend, model.RecallEvaluate, model.RecallFindLacking,
				model.RecallEndActive, model.RecallClose, model.RecallRevoke, model.RecallReturnToPlan,
			}, mv.On)
			if official && a.Can(mv.Need) != (k == model.KindRegulator) {
				t.Errorf("a %s may %s: %v", k, mv.On, a.Can(mv.Need))
			}
			if mv.On == model.RecallAnnounce && k == model.KindRegulator && a.Can(mv.Need) {
				t.Errorf("a regulator announces for the producer")
			}
		}
		if chain := slices.Contains([]model.OrgKind{model.KindProducer, model.KindProcessor, model.KindDistributor, model.KindRetailer}, k); a.Can(model.PermRecallAnswer) != chain {
			t.Errorf("a %s may answer as a holder: %v", k, !chain)
		}
	}
	if member(model.KindRegulator, model.RoleInspector).Can(model.PermRecallApprove) {
		t.Error("an inspector approves what an inspector has ordered")
	}
	if !member(model.KindRegulator, model.RoleInspector).Can(model.PermRecallOrder) {
		t.Error("an inspector cannot order a recall")
	}
}

// TestBlocking: on no path does a lot become saleable again but by cancelling the case or going back to its plan.
func TestBlocking(t *testing.T) {
	t.Parallel()
	for _, mv := range model.RecallLifecycle.Moves {
		free := slices.Contains([]model.RecallEvent{model.RecallRevoke, model.RecallReachedSale, model.RecallFilePlan, model.RecallReturnToPlan}, mv.On)
		if mv.From.Blocks() && !mv.To.Blocks() && !free {
			t.Errorf("%s on %s frees the lots", mv.From, mv.On)
		}
	}
	for _, s := range model.RecallLifecycle.States() {
		if s.Ended() != (s == model.RecallClosed || s == model.RecallCancelled) {
			t.Errorf("%s ended: %v", s, s.Ended())
		}
	}
	if !model.RecallAnnounced.Blocks() || model.RecallDraft.Blocks() || model.RecallState("invented").Blocks() {
		t.Error("the wrong states block")
	}
}

func TestTaskStories(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events []model.TaskEvent
		want   model.TaskState
	}{
		"by the book":          {[]model.TaskEvent{model.TaskNotify, model.TaskDeliver, model.TaskOpen, model.TaskAcknowledge, model.TaskSeal, model.TaskReturn, model.TaskConfirm}, model.TaskConfirmed},
		"from a link at once":  {[]model.TaskEvent{model.TaskNotify, model.TaskSeal, model.TaskDestroy, model.TaskReturn, model.TaskConfirm}, model.TaskConfirmed},
		"none left":            {[]model.TaskEvent{model.TaskNotify, model.TaskHoldNone, model.TaskReject, model.TaskSeal}, model.TaskSealed},
		"letter came back":     {[]model.TaskEvent{model.TaskNotify, model.TaskBounce, model.TaskNotify, model.TaskDeliver, model.TaskEscalate, model.TaskAcknowledge}, model.TaskAcknowledged},
		"evidence is not good": {[]model.TaskEvent{model.TaskNotify, model.TaskSeal, model.TaskRelabel, model.TaskReject}, model.TaskSealed},
		"cleared":              {[]model.TaskEvent{model.TaskNotify, model.TaskAcknowledge, model.TaskWithdraw}, model.TaskWithdrawn},
	} {
		if got := follow(t, &model.TaskLifecycle, c.events...); got != c.want {
			t.Errorf("%s ends %s, want %s", name, got, c.want)
		}
	}
	for _, s := range model.TaskLifecycle.States() {
		silent := slices.Contains([]model.TaskState{model.TaskIssued, model.TaskNotified, model.TaskUndelivered, model.TaskDelivered, model.TaskOpened, model.TaskEscalated, model.TaskWithdrawn}, s)
		if s.Responded() == silent {
			t.Errorf("%s responded: %v", s, s.Responded())
		}
	}
	if !model.TaskConfirmed.Ended() || model.TaskSealed.Ended() {
		t.Error("the wrong states end a task")
	}
}

func TestRecallWords(t *testing.T) {
	t.Parallel()
	for _, o := range model.RecallOrigins() {
		complete(t, string(o), model.RecallOriginWords[o])
	}
	for _, s := range model.SignalSources() {
		complete(t, string(s), model.SignalSourceWords[s])
	}
	for _, c := range model.AffectedClasses() {
		complete(t, string(c), model.AffectedClassWords[c])
	}
	for _, k := range model.ScopeKinds() {
		complete(t, string(k), model.ScopeKindWords[k])
	}
	for _, l := range model.CheckLevels() {
		complete(t, string(l), model.CheckLevelWords[l])
	}
	for i, c := range model.Closures() {
		complete(t, string(c.Policy), c.Name)
		if found, ok := model.ClosureOf(c.Policy); !ok || found.Policy != c.Policy || len(c.Edges) == 0 || !c.Adds.Blocks() {
			t.Errorf("policy %+v", c)
		}
		if i > 0 && model.Closures()[i-1].Line && !c.Line {
			t.Errorf("%s is narrower than the policy before it", c.Policy)
		}
	}
	if _, ok := model.ClosureOf("everything"); ok {
		t.Error("an unknown policy is known")
	}
}

func TestStrictest(t *testing.T) {
	t.Parallel()
	c, p, no := model.AffectedConfirmed, model.AffectedPossible, model.AffectedCleared
	for _, try := range []struct {
		classes []model.AffectedClass
		want    model.AffectedClass
	}{
		{nil, ""},
		{[]model.AffectedClass{no}, no},
		{[]model.AffectedClass{no, p}, p},
		{[]model.AffectedClass{p, c, no}, c},
		{[]model.AffectedClass{"odd"}, ""},
	} {
		if got := model.Strictest(try.classes...); got != try.want {
			t.Errorf("strictest of %q is %q, want %q", try.classes, got, try.want)
		}
	}
	if no.Blocks() || !p.Blocks() || !c.Blocks() {
		t.Error("the wrong classes block")
	}
	if got := model.GravestGrade("", model.GradeIII, model.GradeI, model.GradeII); got != model.GradeI {
		t.Errorf("the gravest is %q", got)
	}
	if got := model.GravestGrade(); got != "" {
		t.Errorf("the gravest of none is %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.SampledFrom(model.AffectedClasses()), 1, 6).Draw(t, "classes")
		out := slices.Delete(slices.Clone(some), 0, 1)
		if model.Strictest(out...).Blocks() && !model.Strictest(some...).Blocks() {
			t.Fatalf("one recall more frees what %q hold", out)
		}
	})
}
