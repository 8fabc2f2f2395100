using System.Collections.Generic;
using Pulumi;
using Pulumi.Nightshift;

return await Deployment.RunAsync(() =>
{
    var perimeter = new PrivateNetwork("perimeter", new PrivateNetworkArgs
    {
        Location = "westeurope", ResourceGroupName = "ml-dev", Label = "ml-dev",
    });
    return new Dictionary<string, object?> { ["endpointsSubnet"] = perimeter.EndpointsSubnetId };
});
