package main

import (
	"example.com/pulumi-nightshift/sdk/go/nightshift"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		perimeter, err := nightshift.NewPrivateNetwork(ctx, "perimeter", &nightshift.PrivateNetworkArgs{
			Location: "westeurope", ResourceGroupName: pulumi.String("ml-dev"), Label: "ml-dev",
		})
		if err != nil {
			return err
		}
		ctx.Export("endpointsSubnet", perimeter.EndpointsSubnetId)
		return nil
	})
}
