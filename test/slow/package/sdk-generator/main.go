// Reads the file of a package's schema and writes the files of its SDKs, as a JSON object of texts by path, language
// first. The generators are those of this version of Pulumi: `pulumi package add` has them run by the hosts of each
// language.
package main

import (
	"encoding/json"
	"log"
	"os"
	"path"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	refuse(err)
	var spec schema.PackageSpec
	refuse(json.Unmarshal(text, &spec))
	texts := map[string]string{}
	for language, generate := range generators {
		// Generators change the package that they are given, so that each has its own.
		bound, findings, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
		refuse(err)
		if findings.HasErrors() {
			log.Fatal(findings)
		}
		bound.SupportPack = true // As `pulumi package add` does.
		files, err := generate(bound)
		refuse(err)
		for name, content := range files {
			texts[path.Join(language, name)] = string(content)
		}
	}
	refuse(json.NewEncoder(os.Stdout).Encode(texts))
}

type files = map[string][]byte

var generators = map[string]func(*schema.Package) (files, error){
	"python": func(bound *schema.Package) (files, error) {
		return python.GeneratePackage("pulumi-language-python", bound, nil, nil)
	},
	"go": func(bound *schema.Package) (files, error) {
		return gogen.GeneratePackage("pulumi-language-go", bound, nil)
	},
	"nodejs": func(bound *schema.Package) (files, error) {
		return nodejs.GeneratePackage("pulumi-language-nodejs", bound, nil, nil, true, nil)
	},
}

func refuse(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
