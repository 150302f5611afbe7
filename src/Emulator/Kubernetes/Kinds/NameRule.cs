namespace Eso.Emulator.Kubernetes.Kinds;

/// <summary>Rules of metadata.name.</summary>
internal enum NameRule
{
    DnsSubdomain,
    DnsLabel,
    Dns1035Label,
    PathSegment,
}
