"""gomplate's namespaces of the outside world: files, networks and clouds. None is supported; all are effects."""

from collections.abc import Callable

from stackc.go.faults import FunctionError
from stackc.go.functions import Table

_NAMES = {
    "file": "Read Stat Exists IsDir ReadDir Walk Write",
    "net": "LookupIP LookupIPs LookupCNAME LookupSRV LookupSRVs LookupTXT ParseIP ParseIPPrefix ParseIPRange ParseAddr"
    " ParsePrefix ParseRange CIDRHost CIDRNetmask CIDRSubnets CIDRSubnetSizes",
    "aws": "EC2Region EC2Meta EC2Dynamic EC2Tag EC2Tags KMSEncrypt KMSDecrypt UserID Account ARN",
    "gcp": "Meta",
    "sockaddr": "GetAllInterfaces GetDefaultInterfaces GetPrivateInterfaces GetPublicInterfaces Sort Exclude Include"
    " Attr Join Limit Offset Unique Math GetPrivateIP GetPrivateIPs GetPublicIP GetPublicIPs GetInterfaceIP"
    " GetInterfaceIPs",
}
_ALONE = (
    "ec2meta ec2dynamic ec2tag ec2tags ec2region defineDatasource datasourceExists datasourceReachable listDatasources"
)


def _refuse(name: str) -> Callable[..., object]:
    def refuse(*_values: object) -> object:
        raise FunctionError(f"`{name}` is not supported")

    return refuse


TABLE: Table = {
    name: ("effect ...any", _refuse(name))
    for name in (*(f"{space}.{name}" for space, names in _NAMES.items() for name in names.split()), *_ALONE.split())
}
