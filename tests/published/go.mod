// JSON Schemas that others publish, for tests/published_schemas.rs. Nothing of these modules is compiled.
module github.com/yogasw/wick/tests/published

go 1.22

require (
	github.com/CycloneDX/cyclonedx-go v0.12.0
	github.com/compose-spec/compose-go/v2 v2.16.2
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
)
