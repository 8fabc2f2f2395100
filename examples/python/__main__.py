import pulumi
from pulumi_nightshift import PrivateNetwork

perimeter = PrivateNetwork("perimeter", location="westeurope", resource_group_name="ml-dev", label="ml-dev")
pulumi.export("endpointsSubnet", perimeter.endpoints_subnet_id)
