// Reads the file of a package's schema and writes the files of its .NET SDK, as a JSON object of texts by path. This
// version of Pulumi's code generators still has one for .NET; today it comes with Pulumi's host for .NET.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"path"

	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	// The only thing that the generator would download is a logo.
	http.DefaultTransport = http.NewFileTransport(http.Dir(os.DevNull))
	text, err := os.ReadFile(os.Args[1])
	refuse(err)
	var spec schema.PackageSpec
	refuse(json.Unmarshal(text, &spec))
	bound, findings, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	refuse(err)
	if findings.HasErrors() {
		log.Fatal(findings)
	}
	bound.SupportPack = true
	files, err := dotnet.GeneratePackage("pulumi-language-dotnet", bound, nil, nil)
	refuse(err)
	texts := map[string]string{}
	for name, content := range files {
		texts[path.Join("dotnet", name)] = string(content)
	}
	refuse(json.NewEncoder(os.Stdout).Encode(texts))
}

func refuse(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
