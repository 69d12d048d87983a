package spotwardwebhook

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"
)

// Of the standard's own vectors.
const sentAt = 1_614_265_330

func TestVectors(t *testing.T) {
	var vectors []struct {
		Name, Body, Refusal string
		Late                int64
		Headers             map[string]string
		Keys                []string
	}
	text, err := os.ReadFile("vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 20 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, vector := range vectors {
		header := http.Header{}
		for name, value := range vector.Headers {
			header.Set(name, value)
		}
		refusal := ""
		if err := Verify(header, []byte(vector.Body), vector.Keys, time.Unix(sentAt+vector.Late, 0)); err != nil {
			refusal = err.Error()
		}
		if refusal != vector.Refusal {
			t.Errorf("%s: %q, expected %q", vector.Name, refusal, vector.Refusal)
		}
	}
}
