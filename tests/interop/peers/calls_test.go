package peers

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestResults(t *testing.T) {
	d := started(t, nil)
	for _, do := range []string{"execute", "stream"} {
		expect(t, d.ok(fmt.Sprintf(`{"do":%q,"operation":"echo","args":{"text":"<b>"}}`, do)), "data", `{"text":"\u003cb\u003e"}`)
		expect(t, d.ok(fmt.Sprintf(`{"do":%q,"operation":"echo","args_json":"{\"text\":null}"}`, do)), "data", `{"text":""}`)
		expect(t, d.ok(fmt.Sprintf(`{"do":%q,"operation":"echo","args_json":""}`, do)), "data", "null")
		expect(t, d.ok(fmt.Sprintf(`{"do":%q,"operation":"config","creds":{"token":"x"}}`, do)), "data", `{"token":"x"}`)
	}
	expect(t, d.ok(`{"do":"concurrent","operation":"echo","calls":50}`), "succeeded", 50)
}

func TestErrors(t *testing.T) {
	d := started(t, nil)
	for _, c := range []struct{ command, code, message string }{
		{`"operation":"nope"`, "unknown_operation", "nope"},
		{`"operation":"nope","args_json":"["`, "unknown_operation", "nope"},
		{`"operation":"unhandled","args_json":"["`, "no_handler", "unhandled"},
		{`"operation":"fail","args_json":"{\"a\":1}"`, "bad_args", "json: cannot unmarshal number into Go value of type string"},
		{`"operation":"fail","args":{"message":"no luck"}`, "exec_error", "no luck"},
		{`"operation":"unmarshalable"`, "marshal_error", "json: unsupported type: chan int"},
	} {
		expect(t, d.fails(`{"do":"execute",`+c.command+`}`), "code", c.code, "message", c.message)
		expect(t, d.fails(`{"do":"stream",`+c.command+`}`), "code", c.code, "message", c.message, "chunks", 1, "eof", false)
	}
}

func TestLimits(t *testing.T) {
	d := started(t, nil)
	blob := d.ok(`{"do":"stream","operation":"blob","args":{"bytes":"73400320"}}`)
	expect(t, blob, "bytes", 70<<20, "chunks", 71, "largest_chunk", 1<<20, "eof", true, "after_eof", 0)
	expect(t, d.fails(`{"do":"execute","operation":"blob","args":{"bytes":"73400320"}}`), "status", "ResourceExhausted")
	expect(t, d.ok(`{"do":"execute","operation":"blob","args":{"bytes":"8388608"}}`), "ok", true)
}

func TestCancelling(t *testing.T) {
	d := started(t, nil)
	log := filepath.Join(t.TempDir(), "log")
	slow := fmt.Sprintf(`"operation":"slow","args":{"log":%q}`, log)
	expect(t, d.fails(`{"do":"cancel_stream","after_ms":50,`+slow+`}`), "status", "Canceled")
	expect(t, d.fails(`{"do":"stream","timeout_ms":50,`+slow+`}`), "status", "DeadlineExceeded")
	expect(t, d.fails(`{"do":"cancel_stream","after_chunks":2,"operation":"blob","args":{"bytes":"73400320"}}`), "status", "Canceled")
	d.ok(`{"do":"kill"}`)
	noted, err := os.ReadFile(log)
	must(t, err)
	if string(noted) != "cancelled\ncancelled\n" {
		t.Errorf("%q", noted)
	}
}

func TestQueries(t *testing.T) {
	d := started(t, []string{"GOPEER_OAUTH=1"})
	expect(t, d.ok(`{"do":"ping"}`), "ok", true)
	expect(t, d.ok(`{"do":"health"}`), "healthy", true, "detail", "")
	expect(t, d.fails(`{"do":"permissions"}`), "status", "Unimplemented")
	expect(t, d.ok(`{"do":"identity","token":"t"}`), "user_id", "user-t", "display_name", "User of t")
	expect(t, d.fails(`{"do":"identity","token":"bad"}`), "code", "identity_error")
	var module struct{ Meta struct{ Key string } }
	must(t, json.Unmarshal([]byte(d.ok(`{"do":"schema"}`)["manifest"].(string)), &module))
	if module.Meta.Key != "gopeer" {
		t.Errorf("%v", module)
	}
	expect(t, started(t, nil).fails(`{"do":"identity","token":"t"}`), "code", "no_oauth")
}

func TestOutput(t *testing.T) {
	d := started(t, nil)
	d.ok(`{"do":"execute","operation":"stdout","args":{"bytes":"5000"}}`)
	d.ok(`{"do":"execute","operation":"stdout","args":{"bytes":"5000","via":"fd"}}`)
	d.ok(`{"do":"execute","operation":"stderr","args":{"lines":"streamed","via":"stream"}}`)
	d.ok(`{"do":"execute","operation":"stderr","args":{"lines":"[WARN] hm\n{\"@level\":\"error\",\"@message\":\"oh\",\"n\":5}"}}`)
	d.ok(`{"do":"kill"}`)
	logs := d.ok(`{"do":"logs"}`)
	expect(t, logs["stream_stdout"].(reply), "bytes", 5000)
	expect(t, logs["stream_stderr"].(reply), "data", "streamed\n")
	if records := fmt.Sprint(logs["records"]); !strings.Contains(records, "level:warn logger:plugin message:[WARN] hm") ||
		!strings.Contains(records, "level:error logger:plugin message:oh") {
		t.Error(records)
	}
}
